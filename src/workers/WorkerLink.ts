import { type Remote, wrap } from 'comlink';

/** A worker and what it exposes. */
export interface WorkerLink<Api> {
  readonly remote: Remote<Api>;
  /** Never resolves; rejects when the worker died of an error or was ended. A call to a dead worker never settles by itself. */
  readonly lost: Promise<never>;
  /** Terminates the worker; `lost` rejects with the reason. */
  end(reason: Error): void;
}

/** Wraps a fresh worker. */
export function linkWorker<Api>(worker: Worker): WorkerLink<Api> {
  let lose: (reason: Error) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  // Nobody may be waiting when it dies.
  lost.catch(() => undefined);
  const end = (reason: Error): void => {
    worker.terminate();
    lose(reason);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(new Error(`A worker stopped: ${event.message || 'its script could not be loaded'}.`));
  });
  worker.addEventListener('messageerror', () =>
    end(new Error('A worker sent an answer that could not be read.')),
  );
  return { remote: wrap<Api>(worker), lost, end };
}
