import { explainConflict } from '../core/plan/explainConflict.ts';
import { explainPlan } from '../core/plan/explainPlan.ts';
import { growStaircase, type StaircaseProgress } from '../core/plan/growStaircase.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import { Staircase } from '../core/plan/Staircase.ts';
import type { BackgroundSolver } from '../core/ports.ts';
import { createProgramSolver } from './glpkSolver.ts';

/** One answer of a truly hard program may take this long; without a proof it is left out of the staircase. */
const timeLimitS = 2;

/** The background solver, in the thread it is called in. */
export async function createBackgroundSolver(
  now: () => number = () => performance.now(),
): Promise<BackgroundSolver> {
  const solve = await createProgramSolver({ timeLimitS });
  let growing: { staircase: Staircase; work: Generator<StaircaseProgress> } | null = null;
  let answers: { budget: number; choice: readonly number[] }[] = [];

  return {
    beginStaircase: async (program, cost) => {
      const noted = (asked: Program): Solution => {
        const solution = solve(asked);
        const budget = asked.budgets[cost];
        if (solution.status === 'optimal' && budget !== undefined)
          answers.push({ budget, choice: solution.choice });
        return solution;
      };
      const staircase = new Staircase(program, cost);
      growing = { staircase, work: growStaircase(staircase, noted) };
      answers = [];
    },
    growStaircase: async (ms) => {
      if (!growing) return { answers: [], all: null, finished: true };
      const { staircase, work } = growing;
      const end = now() + ms;
      let finished = false;
      do finished = work.next().done === true;
      while (!finished && now() < end);
      const chunk = {
        answers,
        all: staircase.complete ? staircase.points().map(({ choice }) => choice) : null,
        finished: finished || staircase.complete,
      };
      answers = [];
      return chunk;
    },
    explainPlan: async (program, choice) => explainPlan(program, choice, solve),
    explainConflict: async (program, least) => explainConflict(program, solve, least),
  };
}
