/**
 * The machine below is gone: the GPU device was lost, a shader failed, or WebAssembly's memory gave out. The engine must be
 * made anew, with a smaller batch or on another backend.
 */
export class EngineLostError extends Error {
  override readonly name = 'EngineLostError';
}

/** What such an end looks like in the words of V8, SpiderMonkey, JavaScriptCore, Emscripten and WebGPU. */
const signs: readonly (readonly [RegExp, string])[] = [
  [
    /memory access out of bounds|index out of bounds|out-of-bounds memory|table index is out/i,
    'WebAssembly ran out of memory',
  ],
  [/unreachable|Aborted\(|RuntimeError/, 'WebAssembly stopped'],
  [
    /out of memory|OOM|Array buffer allocation failed|Invalid typed array length|allocation size overflow/i,
    'memory ran out',
  ],
  [/device (is |was )?lost|lost device|GPUDevice|A valid external Instance/i, 'the GPU device was lost'],
  [/createComputePipeline|shader|WGSL/i, 'a GPU shader failed'],
];

/** The error to hand on: an `EngineLostError` where the machine is gone, else the error itself. */
export function asEngineError(error: unknown): Error {
  if (error instanceof EngineLostError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const sign = signs.find(([pattern]) => pattern.test(text));
  if (sign) {
    return new EngineLostError(
      `The engine stopped because ${sign[1]} (${text}). Restart it with a smaller batch.`,
    );
  }
  return error instanceof Error ? error : new Error(text);
}
