import type { InfeasibleExplanation } from '../core/plan/explainConflict.ts';
import type { PlanExplanation } from '../core/plan/explainPlan.ts';
import type { Solution } from '../core/plan/Program.ts';
import type { BackgroundSolver } from '../core/ports.ts';
import type { Studio } from './Studio.ts';
import type { StudioState } from './StudioState.ts';
import { selectCostTarget } from './selectors/selectCostTarget.ts';
import { selectProgram } from './selectors/selectProgram.ts';

/** Why an answer is what it is: of a plan, or of an infeasible program. */
export interface Explanation {
  readonly solution: Solution;
  readonly plan: PlanExplanation | null;
  readonly conflict: InfeasibleExplanation | null;
}

/** An answer is explained when nothing has changed for so long, ms: not while the slider moves. */
const restMs = 250;

/** Has the present answer explained in the background once the studio is at rest. */
export function startExplaining(
  store: Studio['store'],
  background: BackgroundSolver,
  rest: number = restMs,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: Solution | null = null;

  const explain = async (isAgain = false): Promise<void> => {
    const state = store.getState();
    const program = selectProgram(state);
    const { solution } = state;
    const isBusy = Object.values(state.jobs).some((job) => job.state === 'running');
    if (!program || !solution || isBusy || solution !== asked) return;
    try {
      const isPlan = solution.status !== 'infeasible';
      if (isPlan && solution.choice.length !== program.groups.length) return;
      const plan = isPlan ? await background.explainPlan(program, solution.choice) : null;
      const target = selectCostTarget(state);
      const conflict = isPlan
        ? null
        : target
          ? await background.explainConflict(target.question.program, {
              cost: target.question.cost,
              maxAqs: target.aqsLimit,
            })
          : await background.explainConflict(program);
      if (store.getState().solution === solution && selectProgram(store.getState()) === program)
        store.setState({ explanation: { solution, plan, conflict } });
    } catch {
      // The worker may have died over something else: asked once more. Else the answer stands without its reasons.
      if (!isAgain && asked === solution) timer = setTimeout(() => void explain(true), rest);
    }
  };

  return store.subscribe((state, before) => {
    const restful = state.solution === before.solution && state.jobs === before.jobs;
    if (restful) return;
    clearTimeout(timer);
    asked = state.solution;
    if (asked && state.explanation?.solution !== asked) timer = setTimeout(() => void explain(), rest);
  });
}

/** The reasons of the answer on screen; null until they are known. */
export function selectExplanation(state: StudioState): Explanation | null {
  const { explanation, solution } = state;
  return explanation && explanation.solution === solution ? explanation : null;
}
