/** A step that takes longer than this comes back unfinished. */
const stepMs = 400;

/**
 * Work that is done bit by bit. A number says how many multiply-accumulates have been run since the last bit; anything else is
 * a result.
 */
export type Work<Result extends object> = AsyncGenerator<number | Result, void, undefined>;

export interface ShortStep<Result extends object> {
  readonly result: Result | null;
  /** Multiply-accumulates that this step ran. */
  readonly macs: number;
  /** The work has come to its end. */
  readonly over: boolean;
}

/**
 * Goes on with some work until it gives a result, ends, or 400 ms are over, so that the caller can show progress and cancel.
 * @param now milliseconds
 */
export async function shortStep<Result extends object>(
  work: Work<Result>,
  now: () => number,
): Promise<ShortStep<Result>> {
  const started = now();
  let macs = 0;
  for (;;) {
    const { done, value } = await work.next();
    if (done) return { result: null, macs, over: true };
    if (typeof value !== 'number') return { result: value, macs, over: false };
    macs += value;
    if (now() - started >= stepMs) return { result: null, macs, over: false };
  }
}
