import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { SimdKernels } from './simd/simdKernels.ts';
import { simdKernels } from './simd/simdKernels.ts';
import { sharedMemory } from './wasmThreads.ts';

/** What is used of TensorFlow.js's WebAssembly module; it keeps these to itself. */
interface WasmModule {
  readonly HEAPU8: Uint8Array;
  readonly asm?: { readonly memory?: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** TensorFlow.js's WebAssembly memory, where its tensors lie. Views of it hold until the next allocation. */
export class WasmHeap {
  readonly kernels: SimdKernels;
  readonly #backend: BackendWasm;
  readonly #module: WasmModule;

  private constructor(backend: BackendWasm, module: WasmModule, kernels: SimdKernels) {
    this.#backend = backend;
    this.#module = module;
    this.kernels = kernels;
  }

  /** The heap of the running backend; null where it is not WebAssembly or its memory cannot be had. */
  static current(): WasmHeap | null {
    const backend = tf.backend() as BackendWasm & { wasm?: WasmModule };
    const module = backend.wasm;
    if (!module || typeof backend.typedArrayFromHeap !== 'function') return null;
    const known = heaps.get(module);
    if (known !== undefined) return known;
    const memory = module.asm?.memory ?? sharedMemory(module.HEAPU8.buffer);
    const kernels = memory ? simdKernels(memory) : null;
    const heap = kernels ? new WasmHeap(backend, module, kernels) : null;
    heaps.set(module, heap);
    return heap;
  }

  pointer(x: { readonly dataId: object }): number {
    return this.#backend.getMemoryOffset(x.dataId) >>> 0;
  }

  /** A new float32 tensor whose values are not set yet. */
  empty(shape: number[]): Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.#backend.makeOutput(shape, 'float32'));
  }

  /** Lends zeroed memory for as long as `use` runs. */
  scratch<T>(bytes: number, use: (pointer: number, buffer: ArrayBufferLike) => T): T {
    const pointer = this.#module._malloc(bytes) >>> 0;
    try {
      this.#module.HEAPU8.fill(0, pointer, pointer + bytes);
      return use(pointer, this.#module.HEAPU8.buffer);
    } finally {
      this.#module._free(pointer);
    }
  }
}

const heaps = new WeakMap<WasmModule, WasmHeap | null>();

/**
 * Makes a failed allocation an error. Emscripten's malloc answers 0, which TensorFlow.js takes for an address and writes to:
 * the memory would be corrupt long before it traps.
 */
export function failOnExhaustedHeap(): void {
  const { wasm: module } = tf.backend() as BackendWasm & {
    readonly wasm: { -readonly [K in keyof WasmModule]: WasmModule[K] };
  };
  // The first call puts the real function in place of a stub.
  module._free(module._malloc(8));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const pointer = allocate(bytes);
    if (pointer === 0 && bytes > 0) throw new Error(`out of memory in WebAssembly, at ${bytes} bytes more`);
    return pointer;
  };
}
