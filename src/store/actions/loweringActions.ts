import { pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { optimumGap } from '../../core/plan/optimumGap.ts';
import { formatCriterion, howLowered } from '../../core/verify/formatCriterion.ts';
import type { Verification } from '../../core/verify/Verification.ts';
import { beginLowering } from '../beginLowering.ts';
import { budgetsHolding } from '../budgetsHolding.ts';
import { heldPlanOf } from '../heldPlan.ts';
import type { Report } from '../Jobs.ts';
import { messageOf } from '../Jobs.ts';
import type { LoweringState } from '../LoweringState.ts';
import { outcomeOf, withEvent } from '../loweringProgress.ts';
import { type LoweringRun, searchEvents, sumCostOf } from '../loweringRun.ts';
import { patientSolve } from '../patientSolve.ts';
import type { PlanEvaluator } from '../planEvaluator.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { loweringQuestion, whyNotLower } from '../selectors/selectLowering.ts';

type LoweringActions = Pick<
  StudioActions,
  | 'setLoweringSettings'
  | 'startLowering'
  | 'stepLowering'
  | 'pauseLowering'
  | 'continueLowering'
  | 'cancelLowering'
  | 'previewLowering'
  | 'takeLowered'
  | 'discardLowering'
>;

/**
 * The accuracy-driven search (METHOD section 6), live: each plan is measured by a real forward pass on the verification
 * images. A pause leaves the engine to others; going on walks through what is known again, at once, and then further.
 */
export function loweringActions(
  { store, host, jobs }: Pick<StudioParts, 'store' | 'host' | 'jobs'>,
  evaluator: PlanEvaluator,
): LoweringActions {
  let run: LoweringRun | null = null;
  let ids = 0;

  /** Changes the state of this run, unless another has taken its place. */
  const show = ({ id }: LoweringRun, change: Partial<LoweringState>): void =>
    store.setState(({ lowering }) => (lowering?.id === id ? { lowering: { ...lowering, ...change } } : {}));
  const stateOf = ({ id }: LoweringRun): LoweringState | null => {
    const { lowering } = store.getState();
    return lowering?.id === id ? lowering : null;
  };

  const measurer =
    (mine: LoweringRun, signal: AbortSignal, report: Report) =>
    async (choice: readonly number[], optimum = false): Promise<Verification> => {
      signal.throwIfAborted();
      if (loweringQuestion(store.getState(), mine.settings) !== mine.question)
        throw new Error(decidedMeanwhile);
      const before = stateOf(mine);
      const from = before?.present?.choice ?? choice;
      const differing = mine.program.groups.filter((_, g) => !optimum && choice[g] !== from[g]);
      show(mine, { trying: { choice, groups: differing.map(({ id }) => id), optimum } });
      const started = host.now();
      const [done, left, each] = [before?.evaluations ?? 0, before?.left ?? 0, before?.evaluationMs];
      const tell = (fraction: number): void => {
        const text = `Measuring plan ${done + 1}, ${Math.max(0, left - 1)} more at most`;
        const remainingMs = each ? each * Math.max(0, left - fraction) : undefined;
        const total = done + Math.max(1, left);
        report({ done: done + fraction, total, text, ...(remainingMs === undefined ? {} : { remainingMs }) });
      };
      tell(0);
      const pairs = pairsOfChoice(mine.program, choice);
      const verification = await evaluator.probePlan(pairs, mine.images, signal, report, tell);
      mine.times.push(host.now() - started);
      return verification;
    };

  /** The order of the steps comes from the steps themselves: each pair against the one before it. Once for a search. */
  const measureSteps = async (mine: LoweringRun, signal: AbortSignal, report: Report): Promise<void> => {
    if (mine.steps || mine.settings.search === 'smallest') return;
    const tell = (done: number, remainingMs?: number): void =>
      report({
        text: 'Measuring steps',
        done,
        total: 1,
        ...(remainingMs === undefined ? {} : { remainingMs }),
      });
    tell(0);
    const steps = await evaluator.stepsOf(mine.program.groups, signal, report, tell);
    signal.throwIfAborted();
    mine.steps = steps;
  };

  /** Goes on until so many more plans are in the list, a pause is asked for, or the end. */
  const drive = async (
    mine: LoweringRun,
    most: number,
    signal: AbortSignal,
    report: Report,
  ): Promise<void> => {
    const measure = measurer(mine, signal, report);
    const machine = {
      measure,
      solve: (program: LoweringRun['program']) => patientSolve(store, host, program, signal),
    };
    try {
      await measureSteps(mine, signal, report);
      let [index, fresh] = [0, 0];
      for await (const event of searchEvents(mine, machine)) {
        signal.throwIfAborted();
        if (++index <= mine.seen) continue;
        const before = stateOf(mine);
        if (!before) return;
        if (event.kind === 'done') {
          const optimum = 'gap' in event && event.gap && event.gap.excess > 0 ? event.gap.choice : null;
          const measured = optimum && (mine.measured.get(optimum.join()) ?? (await measure(optimum, true)));
          if (optimum && measured) mine.measured.set(optimum.join(), measured);
          mine.seen = index;
          const outcome = outcomeOf(mine, event, measured ?? null);
          const end = { phase: 'done', left: 0, note: outcome ? null : event.text } as const;
          show(mine, { ...finished, ...end, outcome });
          return;
        }
        mine.seen = index;
        fresh++;
        store.setState({ lowering: withEvent(before, mine, event) });
        if (stateOf(mine)?.pausing || fresh >= most) {
          show(mine, { ...finished, phase: 'paused' });
          return;
        }
      }
    } catch (error) {
      if (stateOf(mine)?.phase === 'running')
        show(mine, { ...finished, phase: 'paused', note: signal.aborted ? interrupted : messageOf(error) });
      throw error;
    }
  };

  const go = (mine: LoweringRun, most = Number.POSITIVE_INFINITY): Promise<void> => {
    show(mine, { phase: 'running', pausing: false, note: null, isAside: false });
    return jobs.start('verify', 'Lowering', (signal, report) => drive(mine, most, signal, report));
  };

  const refuse = (text: string): Promise<void> => {
    store.setState({ notice: { kind: 'error', text } });
    return Promise.resolve();
  };

  const begin = (most?: number): Promise<void> => {
    const state = store.getState();
    const why = whyNotLower(state);
    const begun = why === null ? beginLowering(state, ids + 1) : null;
    if (!begun) return refuse(why ?? decidedMeanwhile);
    ids++;
    run = begun.run;
    store.setState({ lowering: begun.lowering });
    return go(begun.run, most);
  };

  const resume = (most?: number): Promise<void> => {
    const mine = run;
    const state = store.getState();
    if (!mine || stateOf(mine)?.phase !== 'paused') return begin(most);
    if (loweringQuestion(state, mine.settings) !== mine.question) return refuse(decidedMeanwhile);
    const why = whyNotLower(state);
    return why ? refuse(why) : go(mine, most);
  };

  /** How far the plan of a search that was cancelled is from the ILP's. */
  const compare = async (mine: LoweringRun, choice: readonly number[]): Promise<void> => {
    if (mine.settings.search === 'smallest') return;
    const { signal } = new AbortController();
    const solve = (program: LoweringRun['program']) => patientSolve(store, host, program, signal);
    const gap = await optimumGap(mine.program, choice, sumCostOf(mine.cost), solve).catch(() => null);
    const outcome = stateOf(mine)?.outcome;
    if (gap && outcome) show(mine, { outcome: { ...outcome, gap } });
  };

  return {
    setLoweringSettings: (change) =>
      store.setState(({ loweringSettings }) => ({ loweringSettings: { ...loweringSettings, ...change } })),
    startLowering: () => begin(),
    stepLowering: () => resume(1),
    continueLowering: () => resume(),
    pauseLowering: () => {
      if (run && stateOf(run)?.phase === 'running') show(run, { pausing: true });
    },
    cancelLowering: () => {
      const mine = run;
      const state = mine && stateOf(mine);
      if (!mine || !state || (state.phase !== 'running' && state.phase !== 'paused')) return;
      const { present } = state;
      const outcome = present?.holds
        ? outcomeOf(mine, { kind: 'stopped', state, point: present }, null)
        : null;
      show(mine, { ...finished, phase: 'stopped', left: 0, outcome });
      if (state.phase === 'running') jobs.cancel('verify');
      if (outcome) void compare(mine, outcome.choice);
    },
    previewLowering: (shown) =>
      store.setState(({ lowering }) => (lowering ? { lowering: { ...lowering, isAside: !shown } } : {})),
    takeLowered: (which = 'found') => {
      const state = store.getState();
      const { lowering } = state;
      const outcome = lowering?.outcome;
      const point = which === 'found' ? outcome : outcome?.optimum;
      if (!lowering || !point?.holds) return;
      if (loweringQuestion(state, lowering.settings) !== lowering.question)
        return void refuse(decidedMeanwhile);
      const { cost, program, settings, criterion, images } = lowering;
      const decisions = {
        ...state.decisions,
        aqsLimit: null,
        mainBudget: cost,
        budgets: budgetsHolding(program, point.choice, cost, state.decisions.budgets),
        heldPlan: null,
      };
      // A plan of the ILP is the optimum of its own cost, where nothing but AQS decides.
      const solved = settings.search === 'smallest' || which === 'optimum';
      const held = !solved || decisions.tolerance > 0;
      const how = solved
        ? `measured optimum: ${formatCriterion(criterion)} on ${images} images`
        : howLowered(criterion, images);
      store.setState({
        decisions: held
          ? { ...decisions, heldPlan: heldPlanOf(program, point.choice, how, decisions) }
          : decisions,
        lowering: { ...lowering, used: true },
      });
    },
    discardLowering: () => {
      const mine = run;
      const running = mine && stateOf(mine)?.phase === 'running';
      run = null;
      store.setState({ lowering: null });
      if (running) jobs.cancel('verify');
    },
  };
}

const finished = { trying: null, pausing: false } as const;

const interrupted = 'Something else took the engine. What was measured is kept: Continue goes on from there.';

const decidedMeanwhile =
  'Groups, pins, scores, data or quantizer settings changed since this search began; start it anew.';
