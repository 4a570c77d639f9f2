import { pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { formatCost } from '../../core/plan/formatCost.ts';
import { choiceAt } from '../../core/plan/frontier.ts';
import type { StairPoint } from '../../core/plan/Staircase.ts';
import { nothingToVerifyOn, type PlanEvaluator } from '../planEvaluator.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions, StudioState } from '../StudioState.ts';
import { selectFrontier } from '../selectors/selectFrontier.ts';
import { selectUnlimitedProgram } from '../selectors/selectProgram.ts';
import { selectRivals } from '../selectors/selectVerifyRows.ts';
import { type Pairs, planKey } from '../VerifiedPlan.ts';

type VerifyActions = Pick<StudioActions, 'verify' | 'verifyCurve' | 'keepPlan' | 'renameKept' | 'removeKept'>;

interface PlanToMeasure {
  readonly label: string;
  readonly pairs: Pairs;
}

/** Plans measured by real forward passes, and plans kept beside them. */
export function verifyActions(
  { store, host, jobs }: Pick<StudioParts, 'store' | 'host' | 'jobs'>,
  evaluator: PlanEvaluator,
): VerifyActions {
  /** One after another, so that what was measured stays when the user has seen enough. */
  const measureAll = (plans: (state: StudioState) => readonly PlanToMeasure[]): Promise<void> => {
    const why = whyNotVerify(store.getState());
    if (why) {
      store.setState({ notice: { kind: 'error', text: why } });
      return Promise.resolve();
    }
    return jobs.start('verify', 'Verifying', async (signal, report) => {
      const wanted = distinct(plans(store.getState()));
      const open = wanted.filter(({ pairs }) => !evaluator.knownOf(pairs));
      const started = host.now();
      for (const [index, { label, pairs }] of open.entries()) {
        const text = `Measuring ${label}${open.length > 1 ? `, ${index + 1} of ${open.length}` : ''}`;
        report({ done: index, total: open.length, text });
        await evaluator.evaluatePlan(pairs, signal, report, (fraction) => {
          const done = index + fraction;
          const remainingMs = done > 0 ? ((host.now() - started) * (open.length - done)) / done : undefined;
          report({
            done,
            total: open.length,
            text,
            ...(remainingMs === undefined ? {} : { remainingMs }),
          });
        });
      }
    });
  };

  return {
    verify: () =>
      measureAll((state) => [
        ...(state.plan ? [{ label: 'the plan', pairs: state.plan.pairs }] : []),
        ...selectRivals(state).map(({ label, pairs }) => ({ label: `uniform ${label}`, pairs })),
        ...state.kept.map(({ name, pairs }) => ({ label: name, pairs })),
      ]),
    verifyCurve: (plans = 8) =>
      measureAll((state) => {
        const { mainBudget: cost } = state.decisions;
        const program = selectUnlimitedProgram(state);
        const points = selectFrontier(state)?.points ?? [];
        if (!program || points.length === 0) return [];
        return evenly(points, plans).map((index) => {
          const { choice } = points[index] as Partial<StairPoint>;
          const label = `the curve at ${formatCost(cost, points[index]!.cost)}`;
          return { label, pairs: pairsOfChoice(program, choice ?? choiceAt(program, cost, index)) };
        });
      }),
    keepPlan: (name) => {
      const { plan, kept } = store.getState();
      if (!plan) return;
      const id = planKey(plan.pairs);
      if (kept.some((other) => other.id === id)) return;
      store.setState({ kept: [...kept, { id, name: name?.trim() || freeName(kept), pairs: plan.pairs }] });
    },
    renameKept: (id, name) => {
      const text = name.trim();
      if (text === '') return;
      store.setState(({ kept }) => ({
        kept: kept.map((plan) => (plan.id === id ? { ...plan, name: text } : plan)),
      }));
    },
    removeKept: (id) => store.setState(({ kept }) => ({ kept: kept.filter((plan) => plan.id !== id) })),
  };
}

/** Why nothing can be verified now; null when it can. */
export function whyNotVerify({ jobs, plan, model, verificationData }: StudioState): string | null {
  if (!model) return 'There is nothing to verify: open a network first.';
  for (const kind of ['open', 'data', 'measure'] as const)
    if (jobs[kind].state === 'running')
      return 'Something else runs on the engine: verify when it is through.';
  if (!plan) return 'There is no plan to verify yet: measure the layers first.';
  if (!verificationData) return nothingToVerifyOn;
  return null;
}

function distinct(plans: readonly PlanToMeasure[]): readonly PlanToMeasure[] {
  return [...new Map(plans.toReversed().map((plan) => [planKey(plan.pairs), plan])).values()].toReversed();
}

/** Indexes of so many points: the best at evenly spaced costs, from the cheapest to the dearest. */
function evenly(points: readonly { readonly cost: number }[], count: number): readonly number[] {
  const low = points[0]!.cost;
  const high = points.at(-1)!.cost;
  const indexes = Array.from({ length: count }, (_, i) => {
    const limit = low + ((high - low) * i) / Math.max(1, count - 1);
    return points.findLastIndex(({ cost }) => cost <= limit + Math.abs(limit) * 1e-9);
  });
  return [...new Set(indexes)];
}

function freeName(kept: StudioState['kept']): string {
  for (let letter = 0; ; letter++) {
    const name = `Plan ${letter < 26 ? String.fromCharCode(65 + letter) : letter + 1}`;
    if (!kept.some((plan) => plan.name === name)) return name;
  }
}
