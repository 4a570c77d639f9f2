import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver, SolverWishes, StepSolver } from '../core/ports.ts';
import { linkWorker, type WorkerLink } from './WorkerLink.ts';

/** An answer that takes longer than this when a newer question comes is ended; most take a few milliseconds. */
const defaultGraceMs = 40;

/** How many workers may die of one question before that is its answer. */
const mostLost = 2;

interface Question {
  readonly program: Program;
  readonly wishes: SolverWishes | undefined;
  readonly onAnswer: ((answer: Solution) => void) | undefined;
  readonly resolve: (solution: Solution) => void;
  readonly reject: (reason: unknown) => void;
}

interface Running {
  /** False once a newer question came: its next answer is not asked for. */
  wanted: boolean;
  readonly question: Question;
  readonly settled: Promise<void>;
}

function openSolverWorker(): WorkerLink<StepSolver> {
  return linkWorker(
    new Worker(new URL('./solver.worker.ts', import.meta.url), { type: 'module', name: 'solver' }),
  );
}

/**
 * The solver in a worker. Only the newest question is answered: an older one is rejected with an AbortError at once. An
 * answer cannot be interrupted, so when the older question's is still being worked on after a short grace, its worker
 * is ended and a spare, already started, takes over. The spare also takes over, with the same question, when a worker
 * dies; what it had answered by then is heard again.
 */
export function connectSolver(
  open: () => WorkerLink<StepSolver> = openSolverWorker,
  graceMs: number = defaultGraceMs,
): Solver {
  let link = open();
  let spare = open();
  let running: Running | null = null;
  let waiting: Question | null = null;
  let pumping = false;

  const replace = (reason: Error): void => {
    link.end(reason);
    link = spare;
    spare = open();
  };

  const walk = async (
    { remote, lost }: WorkerLink<StepSolver>,
    { program, wishes, onAnswer }: Question,
    isWanted: () => boolean,
  ): Promise<Solution> => {
    let answer = await Promise.race([remote.beginSolve(program, wishes), lost]);
    while (answer.status === 'feasible' && isWanted()) {
      onAnswer?.(answer);
      const next = await Promise.race([remote.nextAnswer(), lost]);
      if (next === null) break;
      answer = next;
    }
    return answer;
  };

  const work = async (question: Question, isWanted: () => boolean): Promise<void> => {
    for (let lost = 0; ; ) {
      const asked = link;
      let died = false;
      asked.lost.catch(() => {
        died = true;
        // By itself, not because of a newer question.
        if (link === asked) replace(newerQuestion());
      });
      try {
        return question.resolve(await walk(asked, question, isWanted));
      } catch (error) {
        if (!died || !isWanted() || ++lost === mostLost) return question.reject(error);
      }
    }
  };

  const ask = (question: Question): void => {
    const mine: Running = {
      wanted: true,
      question,
      settled: Promise.resolve().then(() => work(question, () => mine.wanted)),
    };
    running = mine;
    void mine.settled.then(() => {
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
    solve: (program, wishes, onAnswer) =>
      new Promise((resolve, reject) => {
        if (running) running.wanted = false;
        running?.question.reject(newerQuestion());
        waiting?.reject(newerQuestion());
        waiting = { program, wishes, onAnswer, resolve, reject };
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
