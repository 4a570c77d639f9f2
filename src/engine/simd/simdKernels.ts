import { kernelBytes, sharedKernelBytes } from './kernelBytes.ts';

/** The exports of kernels.wat; pointers are byte offsets into the memory given at instantiation. */
export interface SimdKernels {
  fakeQuantize(
    source: number,
    target: number,
    count: number,
    scale: number,
    inverse: number,
    low: number,
    high: number,
  ): void;
  errorSums(x: number, y: number, count: number, out: number): void;
  valueRange(x: number, count: number, out: number): void;
  histogram(
    x: number,
    count: number,
    skip: number,
    least: number,
    scale: number,
    bins: number,
    counts: number,
  ): void;
}

/** The kernels on a memory; null where the machine has no WebAssembly SIMD. */
export function simdKernels(memory: WebAssembly.Memory): SimdKernels | null {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const bytes = Uint8Array.from(atob(shared ? sharedKernelBytes : kernelBytes), (c) => c.charCodeAt(0));
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return instance.exports as unknown as SimdKernels;
  } catch {
    return null;
  }
}
