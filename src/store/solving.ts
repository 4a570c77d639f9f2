import { describeChange } from '../core/plan/describeChange.ts';
import { makePlan, type Plan } from '../core/plan/makePlan.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import { previousChoice } from '../core/plan/previousChoice.ts';
import { messageOf } from './Jobs.ts';
import { answerOf, withAnswer } from './KnownStairs.ts';
import type { Studio } from './Studio.ts';
import type { StudioHost } from './StudioHost.ts';
import type { Job, StudioState } from './StudioState.ts';
import { selectProgram } from './selectors/selectProgram.ts';

export interface Solving {
  /** The next answer's news begins with this edit, and with its price at the same budgets. */
  announce(edit: string): void;
  /** Total AQS of another program's optimum; null when it is infeasible or a newer question came in between. */
  objectiveOf(program: Program): Promise<number | null>;
  stop(): void;
}

/**
 * Solves anew whenever the program is another one: a budget, pin, edit, profile or AQS changed. Only the answer to the
 * newest question is applied; until it comes, the plan before it stays;
 * ties are settled by nearness to it. A budget that the known staircase covers is answered at once.
 */
export function startSolving(store: Studio['store'], host: Pick<StudioHost, 'solver'>): Solving {
  let asked: Program | null = null;
  let edit: { readonly text: string; readonly before: Plan | null } | null = null;

  const set = (job: Job): void => store.setState((state) => ({ jobs: { ...state.jobs, solve: job } }));

  const apply = (program: Program, solution: Solution, isNew: boolean): void => {
    const state = store.getState();
    const { plan: before, jobs, decisions } = state;
    const plan = makePlan(program, solution);
    const news = plan ? newsOf(before, plan, edit, decisions.mainBudget) : state.news;
    edit = null;
    const stairs = isNew ? withAnswer(state, solution) : state.stairs;
    store.setState({
      solution,
      ...(plan ? { plan } : {}),
      news,
      stairs,
      jobs: jobs.solve.state === 'done' ? jobs : { ...jobs, solve: { state: 'done' } },
    });
  };

  const solve = async (program: Program): Promise<void> => {
    set({ state: 'running', done: 0, total: 1, text: 'Solving' });
    try {
      const previous = previousChoice(program, store.getState().plan);
      const solution = await host.solver.solve(program, previous ? { previous } : {});
      if (asked === program) apply(program, solution, true);
    } catch (error) {
      if (asked === program) set({ state: 'failed', message: messageOf(error) });
    }
  };

  const look = (state: StudioState): void => {
    const program = selectProgram(state);
    if (program === asked) return;
    asked = program;
    const known = program && answerOf(state, previousChoice(program, state.plan));
    if (program && known) apply(program, known, false);
    else if (program) void solve(program);
    else if (state.jobs.solve.state === 'running') set({ state: 'idle' });
  };
  const unsubscribe = store.subscribe(look);
  look(store.getState());

  return {
    announce: (text) => {
      edit = { text, before: store.getState().plan };
    },
    objectiveOf: async (program) => {
      if (store.getState().jobs.solve.state === 'running') return null;
      try {
        const solution = await host.solver.solve(program);
        return solution.status === 'infeasible' ? null : solution.objective;
      } catch {
        return null;
      }
    },
    stop: unsubscribe,
  };
}

function newsOf(
  before: Plan | null,
  after: Plan,
  edit: { readonly text: string; readonly before: Plan | null } | null,
  cost: 'bops' | 'size' | 'latency',
): string[] {
  const changes = before ? describeChange(before, after, cost) : [];
  if (!edit) return [...changes];
  const price = edit.before && after.objective - edit.before.objective;
  return [price === null ? edit.text : `${edit.text} ${priceText(price)}`, ...changes];
}

/** The price of an edit: the change of the optimum at the same budgets. */
export function priceText(price: number): string {
  if (price === 0) return 'Price: none, the optimum stays the same.';
  return `Price: ${price > 0 ? '+' : '−'}${Number(Math.abs(price).toPrecision(3))} AQS at the same budget.`;
}
