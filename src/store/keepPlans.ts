import { type KeptEvaluation, unpackEvaluation } from '../core/kept/KeptEvaluation.ts';
import { type MeasuredPlanNote, noPlans, packPlans, unpackPlans } from '../core/kept/KeptPlans.ts';
import { markOf, plansKey, trialKey } from '../core/kept/measurementKey.ts';
import type { LoadedModel } from '../core/ports.ts';
import { summarize } from '../core/verify/Verification.ts';
import { findVerified, widthsOfPairs } from './planEvaluator.ts';
import type { StudioParts } from './StudioParts.ts';
import type { StudioState } from './StudioState.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import { measuredWith, type Pairs, planKey, type VerifiedPlan } from './VerifiedPlan.ts';

interface PlanKeeper {
  /**
   * Brings back what was measured on earlier visits with the present network, data and quantizer, once the hash of the
   * calibration data is known (`session.calibration`).
   */
  restoreMeasured(): Promise<void>;
}

/**
 * Keeps the plans of each network from one visit to the next: those that the user keeps come back when the network is
 * opened; of those that were measured a note is kept, and the numbers come from the kept trials.
 */
export function keepPlans({
  store,
  host,
  session,
}: Pick<StudioParts, 'store' | 'host' | 'session'>): PlanKeeper {
  const { measurements } = host;
  if (!measurements) return { restoreMeasured: async () => undefined };
  /** The network whose plans were looked for, and what is noted of them, also of other data and settings. */
  let open: { readonly model: LoadedModel; notes: readonly MeasuredPlanNote[] } | null = null;
  let looking = Promise.resolve();
  let writing = Promise.resolve();
  let restoring = false;

  const restore = (change: Partial<StudioState>): void => {
    restoring = true;
    store.setState(change);
    restoring = false;
  };

  const write = async (): Promise<void> => {
    await looking;
    const { model, kept, verified } = store.getState();
    if (!open || open.model !== model) return;
    open.notes = withNotes(open.notes, verified);
    const key = plansKey(model.sha256);
    const plans = { kept, measured: open.notes };
    if (kept.length + open.notes.length === 0) await measurements.delete(key);
    else await measurements.put(key, packPlans(plans));
  };

  const look = async (model: LoadedModel): Promise<void> => {
    const found = unpackPlans((await measurements.get(plansKey(model.sha256)))?.value) ?? noPlans;
    const state = store.getState();
    if (state.model !== model) return;
    const layers = new Set(selectLayers(state).map(({ name }) => name));
    const fits = ({ pairs }: { readonly pairs: Pairs }) =>
      Object.keys(pairs).every((layer) => layers.has(layer));
    open = { model, notes: found.measured.filter(fits) };
    const kept = found.kept.filter(fits).map((plan) => ({ id: planKey(plan.pairs), ...plan }));
    if (kept.length === 0) return;
    const ids = new Set(kept.map(({ id }) => id));
    restore({ kept: [...kept, ...state.kept.filter(({ id }) => !ids.has(id))] });
  };

  const restoreMeasured = async (): Promise<void> => {
    await looking;
    const { model } = store.getState();
    const key = measuredWith(store.getState());
    const { version, hash } = session.calibration ?? {};
    if (!open || open.model !== model || key === null || version !== session.dataVersion) return;
    const mark = markOf(key);
    const notes = open.notes.filter(
      ({ measuredWith, trial, pairs }) =>
        measuredWith === mark && trial.calibration === hash && !findVerified(store.getState(), pairs),
    );
    const evaluations = new Map<string, KeptEvaluation | null>();
    for (const { evaluation } of notes.map(({ trial }) => trial)) {
      if (evaluations.has(evaluation)) continue;
      evaluations.set(evaluation, unpackEvaluation((await measurements.get(evaluation))?.value));
    }
    const state = store.getState();
    if (state.model !== model || measuredWith(state) !== key) return;
    const known = notes.flatMap((note): readonly VerifiedPlan[] => {
      const { pairs, trial, predicted, data, ranges, quantizer } = note;
      const kept = evaluations.get(trial.evaluation);
      const errors = kept?.trials[trialKey(undefined, widthsOfPairs(pairs))];
      if (!kept || !errors || findVerified(state, pairs)) return [];
      const verification = summarize(kept.heads, errors, session.verification?.source.labels);
      const id = planKey(pairs);
      return [
        { id, pairs, verification, predicted, data, quantizer, ranges, measuredWith: key, trial } as const,
      ];
    });
    if (known.length > 0) restore({ verified: [...known, ...state.verified] });
  };

  let shown: string | null = null;
  store.subscribe((now, before) => {
    if (now.model && now.model !== before.model) looking = look(now.model);
    else if (!restoring && (now.kept !== before.kept || now.verified !== before.verified))
      writing = writing.then(write);
    // Other data or settings: what was measured with these comes back.
    const key = measuredWith(now);
    if (key !== shown) {
      shown = key;
      void restoreMeasured();
    }
  });
  return { restoreMeasured };
}

const noted = new WeakMap<VerifiedPlan, MeasuredPlanNote>();

/** Notes and those of plans that were measured since; of equal ones the newest. */
function withNotes(
  notes: readonly MeasuredPlanNote[],
  verified: readonly VerifiedPlan[],
): readonly MeasuredPlanNote[] {
  const idOf = ({ pairs, measuredWith, trial }: MeasuredPlanNote) =>
    `${planKey(pairs)}\n${measuredWith} ${trial.calibration}`;
  const byId = new Map(notes.map((note) => [idOf(note), note]));
  for (const note of verified.flatMap(noteOf)) {
    byId.delete(idOf(note));
    byId.set(idOf(note), note);
  }
  return [...byId.values()];
}

/** Nothing of a plan that came with a file, or whose trial is not kept. */
function noteOf(plan: VerifiedPlan): readonly MeasuredPlanNote[] {
  const { pairs, trial, predicted, data, ranges, quantizer } = plan;
  if (!trial) return [];
  const note = noted.get(plan) ?? {
    pairs,
    trial,
    measuredWith: markOf(plan.measuredWith),
    predicted,
    data,
    ranges,
    quantizer,
  };
  noted.set(plan, note);
  return [note];
}
