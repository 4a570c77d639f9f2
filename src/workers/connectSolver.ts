import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver, SolverWishes } from '../core/ports.ts';
import { linkWorker, type WorkerLink } from './WorkerLink.ts';

/** A question that takes longer than this when a newer one comes is ended; most take a few milliseconds. */
const defaultGraceMs = 40;

interface Question {
  readonly program: Program;
  readonly wishes: SolverWishes | undefined;
  readonly resolve: (solution: Solution) => void;
  readonly reject: (reason: unknown) => void;
}

function openSolverWorker(): WorkerLink<Solver> {
  return linkWorker(
    new Worker(new URL('./solver.worker.ts', import.meta.url), { type: 'module', name: 'solver' }),
  );
}

/**
 * The solver in a worker. Only the newest question is answered: an older one is rejected with an AbortError at once. GLPK
 * cannot be interrupted, so when the older one is still being worked on after a short grace, its worker is ended and a
 * spare, already started, takes over.
 */
export function connectSolver(
  open: () => WorkerLink<Solver> = openSolverWorker,
  graceMs: number = defaultGraceMs,
): Solver {
  let link = open();
  let spare = open();
  let running: { readonly reject: (reason: unknown) => void; readonly settled: Promise<void> } | null = null;
  let waiting: Question | null = null;
  let pumping = false;

  const replace = (reason: Error): void => {
    link.end(reason);
    link = spare;
    spare = open();
  };

  const ask = ({ program, wishes, resolve, reject }: Question): void => {
    const asked = link;
    const settled = Promise.race([asked.remote.solve(program, wishes), asked.lost]).then(
      resolve,
      (error: unknown) => {
        reject(error);
      },
    );
    const mine = { reject, settled };
    running = mine;
    asked.lost.catch(() => {
      // Died by itself: the next question finds the spare.
      if (link === asked) replace(newerQuestion());
    });
    void settled.then(() => {
      if (running === mine) running = null;
    });
  };

  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    while (waiting) {
      if (running) {
        const { settled } = running;
        const free = await Promise.race([settled.then(() => true), after(graceMs).then(() => false)]);
        if (!free) {
          running = null;
          replace(newerQuestion());
        }
        continue;
      }
      const question = waiting;
      waiting = null;
      ask(question);
    }
    pumping = false;
  };

  return {
    solve: (program, wishes) =>
      new Promise((resolve, reject) => {
        running?.reject(newerQuestion());
        waiting?.reject(newerQuestion());
        waiting = { program, wishes, resolve, reject };
        void pump();
      }),
    version: () => Promise.race([spare.remote.version(), spare.lost]),
  };
}

function newerQuestion(): DOMException {
  return new DOMException('A newer question took its place.', 'AbortError');
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
