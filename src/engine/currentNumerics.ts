import * as tf from '@tensorflow/tfjs-core';
import { gpuNumerics } from './gpuNumerics.ts';
import { hostNumerics } from './hostNumerics.ts';
import type { Numerics } from './Numerics.ts';
import { WasmHeap } from './wasmHeap.ts';
import { wasmNumerics } from './wasmNumerics.ts';

/** The arithmetic for the backend that runs now. */
export function currentNumerics(): Numerics {
  if (tf.getBackend() === 'webgpu') return gpuNumerics;
  const heap = WasmHeap.current();
  return heap ? wasmNumerics(heap) : hostNumerics;
}
