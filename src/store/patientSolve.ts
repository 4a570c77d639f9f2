import type { Program, Solution } from '../core/plan/Program.ts';
import type { Studio } from './Studio.ts';
import type { StudioHost } from './StudioHost.ts';

/**
 * Asks the page's solver for a search. It answers the newest question only: this one waits while the user's is under way, and
 * is asked again when a newer one took its place. Rejects with the signal's reason when it is aborted.
 */
export async function patientSolve(
  store: Studio['store'],
  { solver }: Pick<StudioHost, 'solver'>,
  program: Program,
  signal: AbortSignal,
): Promise<Solution> {
  for (;;) {
    await solverFree(store, signal);
    try {
      return await solver.solve(program);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    }
  }
}

function solverFree(store: Studio['store'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      if (signal.aborted) reject(signal.reason);
      else if (store.getState().jobs.solve.state === 'running') return false;
      else resolve();
      return true;
    };
    if (look()) return;
    const settle = (): void => {
      if (!look()) return;
      stop();
      signal.removeEventListener('abort', settle);
    };
    const stop = store.subscribe(settle);
    signal.addEventListener('abort', settle);
  });
}
