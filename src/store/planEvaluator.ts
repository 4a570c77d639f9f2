import { keptTrials, type TrialPlace, trialPlace } from '../core/kept/keptTrials.ts';
import { measureKept } from '../core/kept/measureKept.ts';
import { choiceOfPairs } from '../core/plan/choiceOfPairs.ts';
import { objectiveOf } from '../core/plan/exactTotals.ts';
import { measureContext } from '../core/plan/measureContext.ts';
import type { Program, ProgramGroup } from '../core/plan/Program.ts';
import { programSteps } from '../core/plan/programSteps.ts';
import type { DataRole } from '../core/ports.ts';
import { type Widths, widthsOf } from '../core/quantize/Widths.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import type { ReachJob } from '../core/sensitivity/measureReach.ts';
import { summarize, type Verification } from '../core/verify/Verification.ts';
import {
  isEngineLost,
  recoverEngine,
  restoreData,
  restoreModel,
  restoreVerification,
} from './engineRecovery.ts';
import type { Report } from './Jobs.ts';
import type { StudioParts } from './StudioParts.ts';
import type { StudioState } from './StudioState.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import { selectUnlimitedProgram } from './selectors/selectProgram.ts';
import { quantizerInForce } from './tableKey.ts';
import { measuredWith, type Pairs, planKey, type VerifiedPlan } from './VerifiedPlan.ts';

/** An engine that is lost more often than this on one plan will not finish it. */
const mostRestarts = 6;

type Progress = (fraction: number, remainingMs?: number) => void;

interface Measured {
  readonly verification: Verification;
  /** Absent where nothing is kept. */
  readonly trial?: TrialPlace;
}

/** Measures plans by full forward passes, every layer quantized at its pair. Only inside a job that keeps others off the engine. */
export interface PlanEvaluator {
  /**
   * On the verification data; noted in `verified`, and answered at once when it was measured in the same way before.
   * `onProgress`: share of this plan's work done, 0 .. 1. A lost engine is made anew and the plan begun again with half the
   * images at once. Rejects with a sentence where there are no verification data, with the signal's reason when it is
   * aborted, and with what the engine throws.
   */
  evaluatePlan(
    pairs: Pairs,
    signal: AbortSignal,
    report: Report,
    onProgress?: Progress,
  ): Promise<Verification>;
  /** On the calibration images, which a search may try many plans on without wearing the verification data out; not noted. */
  tryPlan(pairs: Pairs, signal: AbortSignal, report: Report, onProgress?: Progress): Promise<Verification>;
  /** On the first `images` of the verification data, for a search that asks for many plans; not noted. */
  probePlan(
    pairs: Pairs,
    images: number,
    signal: AbortSignal,
    report: Report,
    onProgress?: Progress,
  ): Promise<Verification>;
  /**
   * The program with AQS anew, on the calibration images: every layer at every pair with the rest of the network at a plan
   * (option index by group).
   */
  contextOf(
    program: Program,
    choice: readonly number[],
    signal: AbortSignal,
    report: Report,
    onProgress?: Progress,
  ): Promise<Program>;
  /**
   * Step AQS, on the calibration images, of every step that these groups can take: layer -> entries by `stepKey`. What is kept
   * of them is not measured again.
   */
  stepsOf(
    groups: readonly ProgramGroup[],
    signal: AbortSignal,
    report: Report,
    onProgress?: Progress,
  ): Promise<AqsTable>;
  /** The measurement that is known already of a plan; null when it still has to be made. */
  knownOf(pairs: Pairs): VerifiedPlan | null;
}

export function planEvaluator(parts: StudioParts): PlanEvaluator {
  const { store, host, session } = parts;

  const pass = async (
    role: DataRole,
    pairs: Pairs,
    signal: AbortSignal,
    onProgress: Progress,
    images?: number,
  ): Promise<Measured> => {
    const request = {
      data: role,
      quantizer: quantizerInForce(store.getState()),
      trials: [widthsOfPairs(pairs)],
      ...(images === undefined ? {} : { images }),
      ...(session.batchSize ? { batchSize: session.batchSize } : {}),
    };
    const labels = (role === 'verification' ? session.verification?.source : session.data)?.labels;
    let verification: Verification | null = null;
    const shelf = { store: host.measurements, model: store.getState().model?.sha256 ?? '' };
    const trial = shelf.store && (await trialPlace(shelf, host.engine, request));
    for await (const step of keptTrials(shelf, host.engine, request, { signal, now: host.now })) {
      // What is kept from an earlier visit has no batches.
      if (step.start.batchSize > 0) session.lastBatchSize = step.start.batchSize;
      onProgress(step.fraction);
      if (step.done) verification = summarize(step.start.heads, step.done.heads, labels);
    }
    if (!verification) throw new Error('The plan could not be measured: the engine gave no result.');
    return { verification, ...(trial ? { trial } : {}) };
  };

  /** Gives the engine what it needs and runs; when it is lost meanwhile, makes it anew and runs again with fewer images at once. */
  const onEngine = async <T>(
    role: DataRole,
    signal: AbortSignal,
    report: Report,
    task: () => Promise<T>,
  ): Promise<T> => {
    for (let restarts = 0; ; restarts++) {
      try {
        await restoreModel(parts, signal, report);
        if (session.given !== session.data) await restoreData(parts, signal, report);
        if (role === 'verification') await restoreVerification(parts, signal, report);
        signal.throwIfAborted();
        return await task();
      } catch (error) {
        if (!isEngineLost(error) || signal.aborted || restarts >= mostRestarts) throw error;
        const used = session.lastBatchSize ?? store.getState().data?.count ?? 1;
        if (used <= 1 && restarts > 1) throw error;
        session.batchSize = Math.max(1, used >> 1);
        await recoverEngine(parts, error, signal, report);
      }
    }
  };

  /** A plan's forward pass, and the state that says with what it was measured. */
  const run = (
    role: DataRole,
    pairs: Pairs,
    signal: AbortSignal,
    report: Report,
    onProgress: Progress = () => undefined,
    images?: number,
  ): Promise<Measured & { readonly state: StudioState }> =>
    onEngine(role, signal, report, async () => {
      const state = store.getState();
      return { ...(await pass(role, pairs, signal, onProgress, images)), state };
    });

  return {
    knownOf: (pairs) => findVerified(store.getState(), pairs),
    tryPlan: async (...asked) => (await run('calibration', ...asked)).verification,
    probePlan: async (pairs, images, signal, report, onProgress) => {
      if (!session.verification) throw new Error(nothingToVerifyOn);
      const { count = images } = store.getState().verificationData ?? {};
      // All of them is the usual question, and kept as its answer.
      const some = images < count ? images : undefined;
      return (await run('verification', pairs, signal, report, onProgress, some)).verification;
    },
    contextOf: (program, choice, signal, report, onProgress = () => undefined) =>
      onEngine('calibration', signal, report, () => {
        const state = store.getState();
        const job: ReachJob = {
          engine: host.engine,
          shelf: { store: host.measurements, model: state.model?.sha256 ?? '' },
          layers: selectLayers(state),
          images: state.data?.count ?? 0,
          quantizer: quantizerInForce(state),
          operands: 'both',
        };
        return measureContext(job, program, choice, { signal, now: host.now, onProgress });
      }),
    stepsOf: (groups, signal, report, onProgress = () => undefined) =>
      onEngine('calibration', signal, report, async () => {
        const state = store.getState();
        const request = {
          operands: state.measureSettings.operands,
          quantizer: quantizerInForce(state),
          pairs: {},
          steps: programSteps(groups),
          ...(session.batchSize ? { batchSize: session.batchSize } : {}),
        };
        const images = state.data?.count ?? 0;
        const shelf = { store: host.measurements, model: state.model?.sha256 ?? '', images };
        let table: AqsTable = {};
        for await (const { tables, progress } of measureKept(shelf, host.engine, request, {
          signal,
          now: host.now,
        })) {
          table = tables.table;
          if (!progress) continue;
          session.lastBatchSize = progress.batchSize;
          onProgress(progress.done / Math.max(1, progress.total), progress.remainingMs);
        }
        return table;
      }),
    evaluatePlan: async (pairs, ...asked) => {
      const known = findVerified(store.getState(), pairs);
      if (known) return known.verification;
      if (!session.verification) throw new Error(nothingToVerifyOn);
      const { verification, trial, state } = await run('verification', pairs, ...asked);
      const { data, verificationData } = state;
      const key = measuredWith(state);
      if (!data || !verificationData || key === null) throw new Error(nothingToVerifyOn);
      const facts = ({ kind, name, count }: VerifiedPlan['data']) => ({ kind, name, count });
      const measured: VerifiedPlan = {
        id: planKey(pairs),
        pairs,
        verification,
        predicted: predictedOf(state, pairs),
        data: facts(verificationData),
        quantizer: quantizerInForce(state),
        ranges: facts(data),
        measuredWith: key,
        ...(trial ? { trial } : {}),
      };
      store.setState(({ verified }) => ({ verified: withVerified(verified, measured) }));
      return verification;
    },
  };
}

export function widthsOfPairs(pairs: Pairs): Widths {
  return Object.fromEntries(Object.entries(pairs).map(([layer, pair]) => [layer, widthsOf(pair)]));
}

export const nothingToVerifyOn =
  'There are no verification data: give images that calibration does not use (Data, Verification images).';

/** The measurement of these pairs with the present data and settings; null where there is none. */
export function findVerified(state: StudioState, pairs: Pairs): VerifiedPlan | null {
  const key = measuredWith(state);
  if (key === null) return null;
  const id = planKey(pairs);
  return state.verified.find((plan) => plan.id === id && plan.measuredWith === key) ?? null;
}

/** One measurement more; of equal pairs measured with the same, the newest. */
export function withVerified(
  verified: readonly VerifiedPlan[],
  measured: VerifiedPlan,
): readonly VerifiedPlan[] {
  const others = verified.filter(
    (plan) => plan.id !== measured.id || plan.measuredWith !== measured.measuredWith,
  );
  return [...others, measured];
}

/** Total AQS that the present scores predict of pairs; null where the present groups cannot say it. */
function predictedOf(state: StudioState, pairs: Pairs): number | null {
  const program = selectUnlimitedProgram(state);
  const choice = program && choiceOfPairs(program, pairs);
  return program && choice ? objectiveOf(program, choice) : null;
}
