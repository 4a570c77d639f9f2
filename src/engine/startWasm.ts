import * as tf from '@tensorflow/tfjs-core';
import type { BackendHost } from './backends.ts';
import { failOnExhaustedHeap } from './wasmHeap.ts';
import { withThreads } from './wasmThreads.ts';

/** Threads beyond this help little and cost memory; TensorFlow.js keeps a pool of as many workers. */
const mostThreads = 8;
const threadsFlag = 'WASM_HAS_MULTITHREAD_SUPPORT';

/**
 * Starts the WebAssembly backend, with SIMD and threads where the machine and the page allow them. Threads that do not start
 * are given up for one.
 */
export async function startWasm(host: BackendHost): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (host.wasmPaths !== undefined) wasm.setWasmPaths(host.wasmPaths);
  const threads = await threadsFor(host);
  wasm.setThreadsCount(threads);
  const start = async (): Promise<void> => {
    const started = await withoutProcessListeners(() => tf.setBackend('wasm'));
    if (!started) throw new Error('it was refused by TensorFlow.js');
    await tf.ready();
    failOnExhaustedHeap();
  };
  if (threads === 1 || host.threadScript === undefined) {
    tf.env().set(threadsFlag, false);
    return start();
  }
  try {
    await withThreads(host.threadScript, start);
  } catch (error) {
    console.warn(`WebAssembly runs on one thread: ${error instanceof Error ? error.message : String(error)}`);
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    tf.env().set(threadsFlag, false);
    await start();
  }
}

/** `WebAssembly, SIMD, 4 threads`. */
export async function wasmTitle(host: BackendHost): Promise<string> {
  await import('@tensorflow/tfjs-backend-wasm');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await threadsFor(host);
  return `WebAssembly${simd ? ', SIMD' : ''}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** Threads need SIMD, shared memory (a cross-origin isolated page), and the script that each of them runs. */
async function threadsFor(host: BackendHost): Promise<number> {
  if (host.threadScript === undefined || globalThis.crossOriginIsolated === false) return 1;
  const [simd, threaded] = await Promise.all([
    tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'),
    tf.env().getAsync(threadsFlag),
  ]);
  if (!simd || !threaded) return 1;
  const { hardwareConcurrency = 1 } = (globalThis.navigator ?? {}) as {
    readonly hardwareConcurrency?: number;
  };
  return Math.max(1, Math.min(host.threads ?? hardwareConcurrency, mostThreads));
}

/**
 * Takes back the listeners that Emscripten adds to Node's process: they rethrow every unhandled error from inside its own
 * one-line source of 100 kB, which Node then prints.
 */
async function withoutProcessListeners<T>(start: () => Promise<T>): Promise<T> {
  const { process } = globalThis as { readonly process?: NodeJS.Process };
  if (typeof process?.listeners !== 'function') return start();
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set(process.listeners(event as 'uncaughtException')));
  const result = await start();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]!.has(listener)) process.removeListener(event, listener);
    }
  });
  return result;
}
