import * as tf from '@tensorflow/tfjs-core';

/** The largest tensor that the running backend can hold: on WebGPU what a shader can bind, elsewhere 1 GB. */
export function largestTensorBytes(): number {
  if (tf.getBackend() !== 'webgpu') return 1e9;
  const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
  return Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
}
