import createGlpk, { type GLPK } from 'glpk.js/node';
import { minimizeCost } from '../core/plan/minimizeCost.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver, SolverWishes, StepSolver } from '../core/ports.ts';
import { type SolveOptions, solveProgram, solveStepwise } from './solveProgram.ts';

/** Gives a GLPK; one that has stopped for good is made anew at the next question. */
async function keepGlpk(): Promise<() => Promise<GLPK>> {
  let dead = false;
  const watched = async (): Promise<GLPK> => {
    const glpk = await createGlpk();
    const solve: GLPK['solve'] = (...question) => {
      try {
        return glpk.solve(...question);
      } catch (error) {
        dead = true;
        throw error;
      }
    };
    return Object.create(glpk, { solve: { value: solve } }) as GLPK;
  };
  let glpk = await watched();
  return async () => {
    if (dead) {
      glpk = await watched();
      dead = false;
    }
    return glpk;
  };
}

/** The answers to a question one by one: see `solveStepwise`. A least cost has one. */
function* answersTo(
  glpk: GLPK,
  program: Program,
  wishes: SolverWishes,
  options: SolveOptions,
): Generator<Solution> {
  const { least, ...rest } = wishes;
  if (!least) return yield* solveStepwise(glpk, program, { ...options, ...rest });
  const { cost, maxAqs } = least;
  yield minimizeCost(program, cost, maxAqs, (asked) => solveProgram(glpk, asked, options));
}

/** GLPK behind the Solver port. Synchronous below: where a page waits for it, it must live in a worker (see `createStepSolver`). */
export async function createGlpkSolver(options: SolveOptions = {}): Promise<Solver> {
  const glpk = await keepGlpk();
  return {
    solve: async (program: Program, wishes: SolverWishes = {}, onAnswer) => {
      let last: Solution | null = null;
      for (const answer of answersTo(await glpk(), program, wishes, options)) {
        if (last) onAnswer?.(last);
        last = answer;
      }
      return last!;
    },
    version: async () => `${(await glpk()).version}`,
  };
}

/**
 * The same answer by answer. One answer cannot be interrupted, so a host that wants a newer one meanwhile ends the
 * worker.
 */
export async function createStepSolver(options: SolveOptions = {}): Promise<StepSolver> {
  const glpk = await keepGlpk();
  let answers: Iterator<Solution> | null = null;
  const nextAnswer = (): Solution | null => {
    const next = answers?.next();
    if (next?.done === false) return next.value;
    answers = null;
    return null;
  };
  return {
    beginSolve: async (program, wishes = {}) => {
      answers = answersTo(await glpk(), program, wishes, options);
      return nextAnswer()!;
    },
    nextAnswer: async () => nextAnswer(),
    version: async () => `${(await glpk()).version}`,
  };
}

/** `solveProgram` with a GLPK of its own, for hosts that may wait: the command line, a worker that streams a staircase. */
export async function createProgramSolver(
  options: SolveOptions = {},
): Promise<(program: Program) => Solution> {
  const glpk = await createGlpk();
  return (program) => solveProgram(glpk, program, options);
}
