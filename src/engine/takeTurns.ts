import { asEngineError } from './EngineLostError.ts';

/** Makes functions take turns: a call begins when all before it, of any of them, have ended. */
export type TakeTurns = <A extends readonly unknown[], R>(
  work: (...args: A) => Promise<R>,
) => (...args: A) => Promise<R>;

/**
 * Turns on one engine; whatever goes wrong in one comes out as one clear error.
 * @param failIfLost throws where the device is gone: asked before and after each turn
 */
export function takeTurns(failIfLost: () => void): TakeTurns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) =>
    (...args) => {
      const turn = last.then(async () => {
        failIfLost();
        try {
          const result = await work(...args);
          failIfLost();
          return result;
        } catch (error) {
          failIfLost();
          throw asEngineError(error);
        }
      });
      last = turn.catch(() => undefined);
      return turn;
    };
}
