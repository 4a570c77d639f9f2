import * as tf from '@tensorflow/tfjs-core';
import { adapterTitle, isSoftwareAdapter } from './softwareAdapter.ts';

export type WebgpuFacts =
  | { readonly title: string; readonly software: boolean; readonly missing?: undefined }
  | { readonly title?: undefined; readonly software: false; readonly missing: string };

/** The adapter that TensorFlow.js would get, or why there is none. Never throws. */
export async function webgpuFacts(): Promise<WebgpuFacts> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { software: false, missing: 'this browser does not offer it here' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { software: false, missing: 'no adapter was found' };
    const facts = adapter.info;
    return { title: adapterTitle(facts), software: isSoftwareAdapter(facts) };
  } catch (error) {
    return { software: false, missing: error instanceof Error ? error.message : String(error) };
  }
}

const watched = new WeakSet<object>();

/**
 * Starts the WebGPU backend. The adapter is asked for first: without one TensorFlow.js fails on null and falls back to the
 * CPU without a word. `onLost` hears of a lost device and of shaders and buffers that the driver refused, none of which
 * TensorFlow.js reports.
 */
export async function startWebgpu(onLost: (reason: string) => void): Promise<void> {
  const facts = await webgpuFacts();
  if (facts.missing !== undefined) throw new Error(facts.missing);
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('it was refused by TensorFlow.js');
  await tf.ready();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  if (watched.has(device)) return;
  watched.add(device);
  void device.lost.then((info) => onLost(`the GPU device was lost (${info.message || info.reason})`));
  device.addEventListener('uncapturederror', (event) => {
    onLost(`the GPU refused its work (${(event as GPUUncapturedErrorEvent).error.message.split('\n')[0]})`);
  });
}
