import type { Remote } from 'comlink';
import type { BackgroundSolver } from '../core/ports.ts';
import { linkWorker, type WorkerLink } from './WorkerLink.ts';

function openBackgroundWorker(): WorkerLink<BackgroundSolver> {
  return linkWorker(
    new Worker(new URL('./background.worker.ts', import.meta.url), { type: 'module', name: 'background' }),
  );
}

/** The background solver in a worker, started when first asked. A call to one that died rejects; the next starts anew. */
export function connectBackground(
  open: () => WorkerLink<BackgroundSolver> = openBackgroundWorker,
): BackgroundSolver {
  let link: WorkerLink<BackgroundSolver> | null = null;

  const ask = <T>(question: (remote: Remote<BackgroundSolver>) => Promise<T>): Promise<T> => {
    if (!link) {
      const opened = open();
      opened.lost.catch(() => {
        if (link === opened) link = null;
      });
      link = opened;
    }
    return Promise.race([question(link.remote), link.lost]);
  };

  return {
    beginStaircase: (program, cost) => ask((remote) => remote.beginStaircase(program, cost)),
    growStaircase: (ms) => ask((remote) => remote.growStaircase(ms)),
    explainPlan: (program, choice) => ask((remote) => remote.explainPlan(program, choice)),
    explainConflict: (program, least) => ask((remote) => remote.explainConflict(program, least)),
  };
}
