import { meetsBudgets, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import { makePlan, type Plan } from '../core/plan/makePlan.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import { pairOf } from '../core/plan/uniformPlans.ts';
import { pairKey } from '../core/profile/Pair.ts';
import type { Studio } from './Studio.ts';
import type { Decisions, HeldPlan } from './StudioState.ts';
import { createSelector } from './selectors/createSelector.ts';
import { selectProgram } from './selectors/selectProgram.ts';

const questions = new WeakMap<Decisions, string>();

/** A short mark of all decisions but the held plan: another one, another question. */
export function heldQuestion(decisions: Decisions): string {
  const known = questions.get(decisions);
  if (known !== undefined) return known;
  const question = markOf(decisions);
  questions.set(decisions, question);
  return question;
}

/** FNV-1a, hex. */
function markOf({ heldPlan: _, ...decisions }: Decisions): string {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(sorted(decisions)))
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** A choice of a program (option index by group) as a decision. */
export function heldPlanOf(
  program: Program,
  choice: readonly number[],
  how: string,
  decisions: Decisions,
): HeldPlan {
  const pairs = program.groups.map(({ id, options }, g) => [id, pairKey(pairOf(options[choice[g]!]!))]);
  return { how, pairs: Object.fromEntries(pairs), question: heldQuestion(decisions) };
}

/** The held plan, where it is in force: nothing else was decided since, and it holds the budgets. */
export const selectHeldPlan = createSelector(
  [selectProgram, (state) => state.decisions, (state) => state.solution],
  (program, decisions, optimum): Plan | null => {
    const { heldPlan } = decisions;
    if (!program || !heldPlan || heldPlan.question !== heldQuestion(decisions)) return null;
    const choice = program.groups.map(({ id, options }) =>
      options.findIndex((option) => pairKey(pairOf(option)) === heldPlan.pairs[id]),
    );
    if (choice.includes(-1) || !meetsBudgets(program, choice)) return null;
    const objective = objectiveOf(program, choice);
    const best = optimum?.status === 'optimal' ? optimum.objective : 0;
    const solution: Solution = {
      status: 'feasible',
      objective,
      gap: best > 0 ? Math.max(0, objective / best - 1) : 0,
      choice,
      totals: totalsOf(program, choice),
      solveMs: 0,
    };
    return makePlan(program, solution);
  },
);

/** Shows the held plan in place of the optimum while it is in force, and the optimum again after that. */
export function startHolding(store: Studio['store']): () => void {
  let shown: Plan | null = null;
  const look = (): void => {
    const state = store.getState();
    const held = selectHeldPlan(state);
    if (held) {
      shown = held;
      // What changed in the optimum is no news of this plan.
      if (state.plan !== held) store.setState({ plan: held, news: [] });
      return;
    }
    if (!shown) return;
    const wasShown = state.plan === shown;
    shown = null;
    const program = selectProgram(state);
    const { solution, jobs } = state;
    // While a new question is under way the answer to it takes the place.
    if (!wasShown || !program || !solution || jobs.solve.state === 'running') return;
    const plan = makePlan(program, solution);
    if (plan) store.setState({ plan });
  };
  return store.subscribe(look);
}

/** The same value with the keys of every object in order: links and files may have another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
