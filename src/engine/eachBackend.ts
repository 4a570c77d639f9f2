import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../core/ports.ts';
import { startBackend } from './backends.ts';
import { currentNumerics } from './currentNumerics.ts';
import type { Numerics } from './Numerics.ts';
import { provideNodeGpu } from './nodeGpu.ts';

export interface BackendUnderTest {
  readonly backend: BackendName;
  /** Why it cannot be tested here; null where it can. */
  readonly missing: string | null;
  /** Starts the backend; its arithmetic. */
  start(): Promise<Numerics>;
}

/** Every backend, for tests that must hold on all: WebGPU through a software Vulkan driver where there is one. */
export async function eachBackend(): Promise<readonly BackendUnderTest[]> {
  const missing = await provideNodeGpu({ software: true });
  if (missing) console.warn(`WebGPU tests are skipped: ${missing}.`);
  return (['wasm', 'cpu', 'webgpu'] as const).map((backend) => ({
    backend,
    missing: backend === 'webgpu' ? missing : null,
    start: async () => {
      await startBackend(backend, {});
      await tf.ready();
      return currentNumerics();
    },
  }));
}
