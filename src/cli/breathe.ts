/**
 * Lets Node hear of Ctrl-C and finish writing files between two steps: an engine on WebAssembly answers without ever giving
 * the event loop its turn.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
