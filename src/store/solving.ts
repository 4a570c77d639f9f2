import { fits, totalsOf } from '../core/plan/exactTotals.ts';
import { keepShown } from '../core/plan/keepShown.ts';
import { makePlan, type Plan } from '../core/plan/makePlan.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import { previousChoice } from '../core/plan/previousChoice.ts';
import type { SolverWishes } from '../core/ports.ts';
import { messageOf } from './Jobs.ts';
import { answerOf, cheapestWithin, withAnswer } from './KnownStairs.ts';
import { type Edit, newsOf } from './planNews.ts';
import type { Studio } from './Studio.ts';
import type { StudioHost } from './StudioHost.ts';
import type { Job, StudioState } from './StudioState.ts';
import { type CostTarget, selectCostTarget } from './selectors/selectCostTarget.ts';
import { selectProgram } from './selectors/selectProgram.ts';

export interface Solving {
  /** The next answer's news begins with this edit, and with its price at the same budgets. */
  announce(edit: string): void;
  /** Total AQS of another program's optimum; null when it is infeasible or a newer question came in between. */
  objectiveOf(program: Program): Promise<number | null>;
  stop(): void;
}

/** A plan that is not proven yet is shown when the proof has not come within so long, ms: a frame is 16. */
const patienceMs = 12;

/** The question the newest answer belongs to, and what is on screen of it. */
interface Asked {
  readonly program: Program;
  readonly tolerance: number;
  /** The plan before the question: what its news is about. */
  readonly before: Plan | null;
  shown: Solution | null;
}

/**
 * Solves anew whenever the program is another one: a budget, pin, edit, profile or AQS changed. Only the answer to the
 * newest question is applied; until it comes, the plan before it stays; ties are settled by nearness to it. Where the
 * proof takes longer than a frame, the best plan by then is shown with its gap, and gives way to strictly better ones
 * only. A budget that the known staircase covers is answered at once. Where a cost is minimized, its limit is found
 * first, and the program at that limit is solved as ever.
 */
export function startSolving(store: Studio['store'], host: Pick<StudioHost, 'solver'>): Solving {
  let asked: Asked | null = null;
  let aim: { readonly target: CostTarget; readonly answer: Solution | null } | null = null;
  let edit: Edit | null = null;

  const set = (job: Job): void => store.setState((state) => ({ jobs: { ...state.jobs, solve: job } }));

  /** Puts an answer on screen; the plan there stays the same object where nothing changes but what is proven. */
  const show = (question: Asked, answer: Solution, final: boolean, isNew: boolean): void => {
    const state = store.getState();
    const { jobs, decisions } = state;
    const solution = underAim(aim?.answer ?? null, question.program, keepShown(question.shown, answer));
    const same = question.shown !== null && question.shown.choice === solution.choice;
    question.shown = solution;
    const plan =
      same && state.plan
        ? { ...state.plan, gap: solution.gap, status: solution.status as Plan['status'] }
        : makePlan(question.program, solution);
    const news =
      plan && !same ? newsOf(question.before, plan, edit, decisions.mainBudget, aim !== null) : state.news;
    if (final) edit = null;
    const job: Job = final
      ? { state: 'done' }
      : { state: 'running', done: 0, total: 1, text: 'Proving the plan optimal' };
    store.setState({
      solution,
      ...(plan ? { plan } : {}),
      news,
      stairs: isNew && final ? withAnswer(state, answer) : state.stairs,
      jobs: final && jobs.solve.state === 'done' ? jobs : { ...jobs, solve: job },
    });
  };

  const solve = async (question: Asked): Promise<void> => {
    const { program, tolerance } = question;
    set({ state: 'running', done: 0, total: 1, text: 'Solving' });
    let held: Solution | null = null;
    let waited = false;
    const offer = (answer: Solution): void => {
      // Under an AQS limit a plan on the way may break it.
      if (asked !== question || aim) return;
      held = answer;
      if (waited) show(question, answer, false, true);
    };
    const timer = setTimeout(() => {
      waited = true;
      if (held) offer(held);
    }, patienceMs);
    try {
      const previous = previousChoice(program, store.getState().plan);
      const wishes: SolverWishes = previous ? { previous, ...(tolerance > 0 ? { tolerance } : {}) } : {};
      const solution = await host.solver.solve(program, wishes, offer);
      clearTimeout(timer);
      if (asked === question) show(question, solution, true, true);
    } catch (error) {
      clearTimeout(timer);
      if (asked === question) set({ state: 'failed', message: messageOf(error) });
    }
  };

  const isAimed = (target: CostTarget): boolean => aim?.target === target;

  /** The main budget's limit becomes what the plan of least cost needs; no step of undo of its own. */
  const settle = (target: CostTarget, answer: Solution): void => {
    aim = { target, answer };
    const { cost } = target.question;
    if (answer.status === 'infeasible') {
      store.setState((state) => ({ solution: answer, jobs: { ...state.jobs, solve: { state: 'done' } } }));
      return;
    }
    const { decisions } = store.getState();
    const limit = answer.totals[cost]!;
    if (decisions.budgets[cost] === limit) {
      look(store.getState());
      return;
    }
    const history = store.temporal.getState();
    const tracked = history.isTracking;
    history.pause();
    store.setState({ decisions: { ...decisions, budgets: { ...decisions.budgets, [cost]: limit } } });
    if (tracked) history.resume();
  };

  const follow = async (target: CostTarget): Promise<void> => {
    aim = { target, answer: null };
    asked = null;
    const known = cheapestWithin(store.getState(), target);
    if (known) return settle(target, known);
    set({ state: 'running', done: 0, total: 1, text: 'Solving' });
    try {
      const { program, cost } = target.question;
      const least = { cost, maxAqs: target.aqsLimit };
      const answer = await host.solver.solve(program, { least });
      if (isAimed(target)) settle(target, answer);
    } catch (error) {
      if (isAimed(target)) set({ state: 'failed', message: messageOf(error) });
    }
  };

  const look = (state: StudioState): void => {
    const target = selectCostTarget(state);
    const turned = target !== (aim?.target ?? null);
    if (turned && target) return void follow(target);
    if (turned) aim = null;
    if (aim && (aim.answer === null || aim.answer.status === 'infeasible')) return;
    const program = selectProgram(state);
    // Nothing may be traded for calm under an AQS limit.
    const tolerance = aim ? 0 : state.decisions.tolerance;
    const isAsked = program === (asked?.program ?? null) && tolerance === (asked?.tolerance ?? tolerance);
    if (isAsked && !turned) return;
    asked = program && { program, tolerance, before: state.plan, shown: null };
    const known = program && answerOf(state, previousChoice(program, state.plan), tolerance);
    if (asked && known) show(asked, known, true, false);
    else if (asked) void solve(asked);
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

/**
 * The plan of least AQS at the least cost, as long as it holds the AQS limit, which a plan that is not proven may not; then
 * the plan of least cost itself. How well the cost is proven is how well the answer is.
 */
function underAim(aim: Solution | null, program: Program, solution: Solution): Solution {
  if (!aim || aim.choice.length === 0 || solution.choice.length === 0) return solution;
  const { status, gap } = aim;
  if (fits(solution.objective, aim.objective)) return { ...solution, status, gap };
  return { ...aim, totals: totalsOf(program, aim.choice), solveMs: solution.solveMs };
}
