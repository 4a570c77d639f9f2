/** What Emscripten sends to each of its thread workers first. */
interface LoadMessage {
  readonly cmd?: string;
  readonly wasmMemory?: WebAssembly.Memory;
}

const memories = new Set<WebAssembly.Memory>();

/** The memory of the threads whose buffer this is. With threads, TensorFlow.js's module does not hand its memory out. */
export function sharedMemory(buffer: ArrayBufferLike): WebAssembly.Memory | undefined {
  return [...memories].find((memory) => memory.buffer === buffer);
}

/**
 * Runs `start`, in which TensorFlow.js starts its threads, with two things put right. Each thread gets its program from
 * `script`, a URL: TensorFlow.js sends the text of a function in a Blob, which minified code breaks and a content security
 * policy without `blob:` forbids. And a thread that fails rejects, where TensorFlow.js would wait for it for ever.
 */
export async function withThreads<T>(script: string, start: () => Promise<T>): Promise<T> {
  const { Worker } = globalThis;
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  globalThis.Worker = class ThreadWorker extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('error', (event) => {
        // Emscripten's own handler would throw once more, at the top of the worker that hosts the engine.
        event.stopImmediatePropagation();
        event.preventDefault();
        fail(new Error(`a thread did not start: ${event.message || 'its script was not loaded'}`));
      });
    }

    override postMessage(message: LoadMessage, ...rest: unknown[]): void {
      const load = message?.cmd === 'load';
      if (load && message.wasmMemory) memories.add(message.wasmMemory);
      const sent = load ? { ...message, urlOrBlob: script } : message;
      super.postMessage(sent, ...(rest as [Transferable[]]));
    }
  };
  try {
    return await Promise.race([start(), failed]);
  } finally {
    globalThis.Worker = Worker;
  }
}
