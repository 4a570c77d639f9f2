import * as tf from '@tensorflow/tfjs-core';
import type { BackendName, BackendReport } from '../core/ports.ts';
import { startWasm, wasmTitle } from './startWasm.ts';
import { startWebgpu, webgpuFacts } from './startWebgpu.ts';

export interface BackendHost {
  /**
   * Where the three .wasm files of TensorFlow.js lie: file name -> URL, or a folder's URL ending in a slash. Not needed in
   * Node, where they are read from node_modules.
   */
  readonly wasmPaths?: string | Record<string, string>;
  /**
   * URL of TensorFlow.js's `wasm-out/tfjs-backend-wasm-threaded-simd.js`, unchanged, on the page's own origin: the program of
   * WebAssembly's threads. Without it there is one thread.
   */
  readonly threadScript?: string;
  /** Threads for WebAssembly; by default one a logical core, 8 at most. */
  readonly threads?: number;
  /** Called when the backend's device is gone or a shader failed, with the reason. */
  readonly onLost?: (reason: string) => void;
}

type Available = BackendReport['available'];

/** What this machine offers, best first; starts nothing. */
export async function availableBackends(host: BackendHost): Promise<Available> {
  const list: Available[number][] = [];
  const gpu = await webgpuFacts();
  if (gpu.title !== undefined) list.push({ backend: 'webgpu', detail: gpu.title, software: gpu.software });
  if (typeof WebAssembly !== 'undefined') {
    list.push({ backend: 'wasm', detail: await wasmTitle(host), software: false });
  }
  list.push({ backend: 'cpu', detail: 'Plain JavaScript', software: false });
  return list;
}

/**
 * Starts a backend and says which runs and why. `auto` takes WebGPU on a real adapter, else WebAssembly, else plain
 * JavaScript; a software adapter only runs when WebGPU is asked for by name. A named backend that cannot start is an error;
 * `auto` goes on to the next.
 */
export async function startBackend(choice: BackendName | 'auto', host: BackendHost): Promise<BackendReport> {
  const available = await availableBackends(host);
  const gpu = available.find((b) => b.backend === 'webgpu');
  const order: BackendName[] =
    choice !== 'auto' ? [choice] : [...(gpu && !gpu.software ? (['webgpu'] as const) : []), 'wasm', 'cpu'];
  const failures: string[] = [];
  for (const backend of order) {
    try {
      await start(backend, host);
      const detail = backend === 'wasm' ? await wasmTitle(host) : detailOf(available, backend);
      return { backend, detail, why: await reason(backend, choice, gpu, failures), available };
    } catch (error) {
      failures.push(
        `${titles[backend]} did not start (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  }
  throw new Error(`${failures.join('; ')}. Choose another backend.`);
}

const titles = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' } as const;

async function start(backend: BackendName, host: BackendHost): Promise<void> {
  if (backend === 'webgpu') return startWebgpu(host.onLost ?? (() => undefined));
  if (backend === 'wasm') return startWasm(host);
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new Error('it was refused by TensorFlow.js');
}

function detailOf(available: Available, backend: BackendName): string {
  return available.find((b) => b.backend === backend)?.detail ?? titles[backend];
}

async function reason(
  backend: BackendName,
  choice: BackendName | 'auto',
  gpu: Available[number] | undefined,
  failures: readonly string[],
): Promise<string> {
  if (choice !== 'auto') {
    return backend === 'webgpu' && gpu?.software
      ? 'WebGPU was asked for; its only adapter here is software, so it is slow.'
      : `${titles[backend]} was asked for.`;
  }
  if (backend === 'webgpu') return 'WebGPU runs because this machine has a GPU that it can use.';
  const why =
    failures.length > 0
      ? failures.join('; ')
      : gpu
        ? 'the only WebGPU adapter is software, which is slower'
        : `WebGPU is not available: ${(await webgpuFacts()).missing}`;
  return `${titles[backend]} runs because ${why}.`;
}
