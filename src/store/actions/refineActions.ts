import { choiceOfPairs, pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { contextProgram } from '../../core/plan/contextProgram.ts';
import { MeasuredPlans } from '../../core/plan/MeasuredPlans.ts';
import type { Program, Solution } from '../../core/plan/Program.ts';
import type { RefineResult, RefineWay } from '../../core/plan/Refinement.ts';
import { refinePlan } from '../../core/plan/refinePlan.ts';
import { pairOf } from '../../core/plan/uniformPlans.ts';
import type { Verification } from '../../core/verify/Verification.ts';
import { heldPlanOf, heldQuestion } from '../heldPlan.ts';
import type { Report } from '../Jobs.ts';
import type { PlanEvaluator } from '../planEvaluator.ts';
import type { MeasuredDamage, RefinementState } from '../RefinementState.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions, StudioState } from '../StudioState.ts';
import { selectProgram } from '../selectors/selectProgram.ts';
import type { Pairs } from '../VerifiedPlan.ts';
import { whyNotVerify } from './verifyActions.ts';

type RefineActions = Pick<StudioActions, 'refine' | 'dropHeldPlan'>;

/** Swaps that are tried at most, and budgets below the limit that are solved at: what the progress bar counts on. */
const [swaps, neighbours] = [24, 5];

/** Rounds of measuring every layer under the plan. */
const rounds = 3;

const wayText: Readonly<Record<RefineWay, string>> = {
  neighbours: 'neighbouring budgets',
  swaps: 'swap search',
  context: 'AQS under the plan',
};

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
    const searched = searchImages(state);
    show({ searched });
    const unchanged = (): boolean => heldQuestion(store.getState().decisions) === question;
    const budget = { done: 0, total: 4 + (ways.includes('neighbours') ? neighbours + 1 : 0) };
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
    const options = Object.fromEntries(
      program.groups.flatMap((group) =>
        group.layers.map((layer) => [layer, group.options.map(pairOf)] as const),
      ),
    );
    const remeasure = async (under: readonly number[]): Promise<Program> => {
      const about = 'Measuring every layer under the plan';
      const start = host.now();
      const damages = await evaluator.damagesUnder(
        pairsOfChoice(program, under),
        options,
        signal,
        report,
        (done) => {
          const remainingMs = done > 0 ? ((host.now() - start) * (1 - done)) / done : undefined;
          report({ done, total: 1, text: about, ...(remainingMs === undefined ? {} : { remainingMs }) });
        },
      );
      return contextProgram(program, damages);
    };
    let result: RefineResult | null = null;
    const input = { program, choice, plans, solve, remeasure };
    for await (const event of refinePlan(input, { ways, swaps, neighbours, rounds })) {
      signal.throwIfAborted();
      if (event.kind === 'start') show({ start: event.plan.verification.damage });
      if (event.kind === 'try') {
        text = `Tried ${event.evaluations} plans; last: ${event.text}`;
        const { damage } = event.plan.verification;
        const line = { text: event.text, damage, accepted: event.accepted };
        show({ tries: [...(store.getState().refinement?.tries ?? []), line] });
        tell(text);
      }
      if (event.kind === 'done') result = event;
    }
    if (result) await judge(program, result, searched ?? 0, ways, question, signal, report);
  };

  /** On the verification data: the start, what was found, and the best uniform plan. */
  const judge = async (
    program: Program,
    { before, after, uniform, evaluations }: RefineResult,
    searched: number,
    ways: readonly RefineWay[],
    question: string,
    signal: AbortSignal,
    report: Report,
  ): Promise<void> => {
    const judged: Judged[] = [];
    const candidates = [before, after, ...(uniform ? [uniform] : [])];
    for (const { choice } of candidates) {
      const pairs = pairsOfChoice(program, choice);
      const verification = await evaluator.evaluatePlan(pairs, signal, report, (fraction) =>
        report({
          done: judged.length + fraction,
          total: candidates.length,
          text: 'Judging on the verification data',
        }),
      );
      signal.throwIfAborted();
      judged.push({ choice, all: verification.damage, rest: withoutFirst(verification, searched) });
    }
    const first = judged[0]!;
    const isBetter = (a: Judged, b: Judged): boolean => a.all < b.all && a.rest.damage < b.rest.damage;
    const best = judged.reduce((a, b) => (isBetter(b, a) ? b : a));
    const better = best !== first && best.choice.join() !== first.choice.join();
    const found = after !== before;
    show({
      result: { evaluations, found, better, before: first.rest, after: (better ? best : judged[1]!).rest },
    });
    if (!better) return;
    if (heldQuestion(store.getState().decisions) !== question) throw new Error(decidedMeanwhile);
    const how = best === judged[2] ? 'best uniform plan' : ways.map((way) => wayText[way]).join(', ');
    store.setState(({ decisions }) => ({
      decisions: { ...decisions, heldPlan: heldPlanOf(program, best.choice, how, decisions) },
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

interface Judged {
  readonly choice: readonly number[];
  /** Damage on all verification images, and on those that the search did not use. */
  readonly all: number;
  readonly rest: MeasuredDamage;
}

/** A search wants more images than calibration has, and verification has them to spare. */
const mostSearched = 128;

/** How many of the verification images, the first ones, a search may use; null: it uses the calibration images. */
function searchImages({ data, verificationData }: StudioState): number | null {
  const images = Math.min(mostSearched, (verificationData?.count ?? 0) >> 2);
  return data && images >= 2 * data.count ? images : null;
}

/** The damage on all images but the first so many. */
function withoutFirst({ images, damage, spread, byImage }: Verification, first: number): MeasuredDamage {
  if (first === 0 || !byImage || byImage.length <= first) return { images, damage, spread };
  const rest = byImage.slice(first);
  const mean = rest.reduce((a, b) => a + b, 0) / rest.length;
  const squares = rest.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = rest.length > 1 ? Math.sqrt(squares / (rest.length * (rest.length - 1))) : 0;
  return { images: rest.length, damage: mean, spread: error };
}

const decidedMeanwhile =
  'A budget or another decision changed while the plan was refined, so the search was ended; refine again.';
