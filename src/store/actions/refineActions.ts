import { choiceOfPairs, pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { howRefined, judgeRefined, plansToJudge, searchImages } from '../../core/plan/judgeRefined.ts';
import { MeasuredPlans } from '../../core/plan/MeasuredPlans.ts';
import type { Program, Solution } from '../../core/plan/Program.ts';
import type { RefineResult, RefineWay } from '../../core/plan/Refinement.ts';
import { refinePlan } from '../../core/plan/refinePlan.ts';
import { compareDamage } from '../../core/verify/compareDamage.ts';
import type { Verification } from '../../core/verify/Verification.ts';
import { heldPlanOf, heldQuestion } from '../heldPlan.ts';
import type { Report } from '../Jobs.ts';
import type { PlanEvaluator } from '../planEvaluator.ts';
import type { RefinementState } from '../RefinementState.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { selectProgram, selectScoreVariants } from '../selectors/selectProgram.ts';
import type { Pairs } from '../VerifiedPlan.ts';
import { whyNotVerify } from './verifyActions.ts';

type RefineActions = Pick<StudioActions, 'refine' | 'dropHeldPlan'>;

/** Swaps that are tried at most, and budgets below the limit that are solved at: what the progress bar counts on. */
const [swaps, neighbours] = [24, 5];

/** Rounds of measuring every layer under the plan. */
const rounds = 3;

/**
 * Searches for a plan that measures better within the same budgets. Candidates are tried on the calibration images, or, where
 * there are many verification images, on a first part of these; the best of them and the plan it began with are then measured
 * on the verification images that the search did not use, and the better one of these two (or the best uniform plan) is
 * the plan. So the result never measures worse than the start.
 */
export function refineActions(
  { store, host, jobs }: Pick<StudioParts, 'store' | 'host' | 'jobs'>,
  evaluator: PlanEvaluator,
): RefineActions {
  const show = (change: Partial<RefinementState>): void =>
    store.setState(({ refinement }) => (refinement ? { refinement: { ...refinement, ...change } } : {}));

  const work = async (ways: readonly RefineWay[], signal: AbortSignal, report: Report): Promise<void> => {
    const state = store.getState();
    const program = selectProgram(state);
    const choice = program && state.plan && choiceOfPairs(program, state.plan.pairs);
    if (!program || !choice) throw new Error('There is no plan to refine yet: measure the layers first.');
    const question = heldQuestion(state.decisions);
    const { data, verificationData } = state;
    const searched = searchImages(data?.count ?? 0, verificationData?.count ?? 0);
    show({ searched });
    const unchanged = (): boolean => heldQuestion(store.getState().decisions) === question;
    const variants = selectScoreVariants(state);
    const nearby = neighbours + 1 + variants.length;
    const budget = { done: 0, total: 4 + (ways.includes('neighbours') ? nearby : 0) };
    budget.total += ways.includes('swaps') ? swaps : 0;
    const started = host.now();
    const tell = (text: string, part = 0): void => {
      const done = Math.min(budget.done + part, budget.total - 0.5);
      const remainingMs = done > 0.5 ? ((host.now() - started) * (budget.total - done)) / done : undefined;
      report({ done, total: budget.total, text, ...(remainingMs === undefined ? {} : { remainingMs }) });
    };
    const solve = async (asked: Program): Promise<Solution> => {
      // The solver answers the newest question only: never in the way of the user's.
      if (!unchanged() || store.getState().jobs.solve.state === 'running') throw new Error(decidedMeanwhile);
      return host.solver.solve(asked);
    };
    let text = 'Measuring the plan';
    const measure = (pairs: Pairs, onProgress: (fraction: number) => void): Promise<Verification> =>
      searched === null
        ? evaluator.tryPlan(pairs, signal, report, onProgress)
        : evaluator.probePlan(pairs, searched, signal, report, onProgress);
    const plans = new MeasuredPlans(async (tried) => {
      signal.throwIfAborted();
      if (!unchanged()) throw new Error(decidedMeanwhile);
      const verification = await measure(pairsOfChoice(program, tried), (fraction) => tell(text, fraction));
      budget.done++;
      return verification;
    });
    const remeasure = (under: readonly number[]): Promise<Program> => {
      const about = 'Measuring every layer under the plan';
      const start = host.now();
      return evaluator.contextOf(program, under, signal, report, (done) => {
        const remainingMs = done > 0 ? ((host.now() - start) * (1 - done)) / done : undefined;
        report({ done, total: 1, text: about, ...(remainingMs === undefined ? {} : { remainingMs }) });
      });
    };
    let result: RefineResult | null = null;
    const input = { program, choice, plans, solve, remeasure, variants };
    for await (const event of refinePlan(input, { ways, swaps, neighbours, rounds })) {
      signal.throwIfAborted();
      if (event.kind === 'start') show({ start: event.plan.verification.damage });
      if (event.kind === 'try') {
        const { damage } = event.plan.verification;
        const line = { text: event.text, damage, accepted: event.accepted };
        const tries = [...(store.getState().refinement?.tries ?? []), line];
        text = `Tried ${tries.length} ${tries.length === 1 ? 'plan' : 'plans'}; last: ${event.text}`;
        show({ tries });
        tell(text);
      }
      if (event.kind === 'done') result = event;
    }
    if (result) await judge(program, result, searched ?? 0, ways, question, signal, report);
  };

  /** On the verification data: the start, what was found, and the best uniform plan. */
  const judge = async (
    program: Program,
    result: RefineResult,
    searched: number,
    ways: readonly RefineWay[],
    question: string,
    signal: AbortSignal,
    report: Report,
  ): Promise<void> => {
    const measured: Verification[] = [];
    const candidates = plansToJudge(result);
    for (const choice of candidates) {
      const pairs = pairsOfChoice(program, choice);
      const verification = await evaluator.evaluatePlan(pairs, signal, report, (fraction) =>
        report({
          done: measured.length + fraction,
          total: candidates.length,
          text: 'Judging on the verification data',
        }),
      );
      signal.throwIfAborted();
      measured.push(verification);
    }
    const judgement = judgeRefined(result, measured, searched);
    const { start, found, best, better } = judgement;
    const taken = better ? best : found;
    const at = candidates.findIndex((choice) => choice.join() === taken.choice.join());
    show({
      result: {
        evaluations: result.evaluations,
        found: result.changed,
        better,
        before: start.rest,
        after: taken.rest,
        change: compareDamage(measured[0]!, measured[at]!, searched),
      },
    });
    if (!better) return;
    if (heldQuestion(store.getState().decisions) !== question) throw new Error(decidedMeanwhile);
    store.setState(({ decisions }) => ({
      decisions: {
        ...decisions,
        heldPlan: heldPlanOf(program, best.choice, howRefined(judgement, ways), decisions),
      },
    }));
  };

  return {
    refine: (ways) => {
      const why = whyNotVerify(store.getState());
      if (why) {
        store.setState({ notice: { kind: 'error', text: why } });
        return Promise.resolve();
      }
      const question = heldQuestion(store.getState().decisions);
      store.setState({
        refinement: { ways, question, searched: null, tries: [], start: null, result: null },
      });
      return jobs.start('verify', 'Refining', (signal, report) => work(ways, signal, report));
    },
    dropHeldPlan: () => {
      const { decisions } = store.getState();
      if (decisions.heldPlan) store.setState({ decisions: { ...decisions, heldPlan: null } });
    },
  };
}

const decidedMeanwhile =
  'A budget or another decision changed while the plan was refined, so the search was ended; refine again.';
