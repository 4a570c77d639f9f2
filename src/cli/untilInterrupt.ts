/** Ctrl-C may arrive twice: from the terminal, and handed on by the program that started this one. */
const echoMs = 1000;

/**
 * Runs work with a signal that Ctrl-C aborts, so that what was measured is kept before the program ends (code 130). A second
 * Ctrl-C ends it at once.
 */
export async function untilInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let stoppedAt: number | null = null;
  const stop = (): void => {
    if (stoppedAt !== null && performance.now() - stoppedAt > echoMs) process.exit(130);
    stoppedAt ??= performance.now();
    controller.abort();
  };
  process.on('SIGINT', stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write('\nStopped. The same command goes on where this one stopped.\n');
    process.exit(130);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}
