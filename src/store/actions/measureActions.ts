import { type MissingWork, missingWork } from '../../core/kept/MeasuredTables.ts';
import { measureModel } from '../../core/sensitivity/measureModel.ts';
import { isEngineLost, recoverEngine, restoreData, restoreModel } from '../engineRecovery.ts';
import { followErrors, isUnderivable, pairsWanted, reachMissing } from '../followErrors.ts';
import type { Report } from '../Jobs.ts';
import { KeptTables } from '../KeptTables.ts';
import { MeasureLog } from '../MeasureLog.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { measuredSettings, tableKey } from '../tableKey.ts';

type MeasureActions = Pick<StudioActions, 'measure' | 'setMeasureSettings'>;

/** An engine that is lost more often than this in one measurement will not finish it. */
const mostRestarts = 6;

/**
 * Measures AQS, streaming into the state layer by layer: everything that the profile's pairs still lack, or all of it again
 * when nothing lacks.
 */
export function measureActions(
  parts: StudioParts,
  giveDataAgain: () => Promise<void>,
  restoreMeasuredPlans: () => Promise<void>,
): MeasureActions & { somethingMissing(): boolean } {
  const { store, host, jobs, session } = parts;

  const kept = new KeptTables(parts);

  const missing = (): MissingWork => {
    const state = store.getState();
    const key = tableKey(state, session);
    const reach = state.decisions.distance === 'propagated' && measuredSettings(state).probes !== undefined;
    return missingWork(kept.shown(key), pairsWanted(state), state.data?.count ?? 0, reach);
  };

  const nothingMissing = (): boolean =>
    Object.keys(missing().pairs).length === 0 && reachMissing(parts, kept) === 0;

  /** @param savedAt of what was found of an earlier session */
  const attempt = async (signal: AbortSignal, report: Report, savedAt: number | null): Promise<void> => {
    const state = store.getState();
    const log = new MeasureLog(parts, kept, signal, report);
    if (nothingMissing()) return log.flush(savedAt);
    // What is there is shown before the engine gets ready.
    if (savedAt !== null) log.flush();
    const request = {
      ...measuredSettings(state),
      ...missing(),
      ...(session.batchSize ? { batchSize: session.batchSize } : {}),
    };
    try {
      if (Object.keys(request.pairs).length > 0) {
        for await (const progress of measureModel(host.engine, request, { signal, now: host.now }))
          log.add(progress);
        log.flush();
      }
      let measured = Object.keys(request.pairs).length > 0;
      for await (const [kind, progress] of followErrors(parts, log.table, signal)) {
        log.addReach(kind, progress);
        // What is kept comes without a forward pass.
        measured ||= progress.passes > 0;
      }
      log.flush(measured ? null : savedAt);
    } finally {
      await log.close();
    }
  };

  const measure = (): Promise<void> =>
    jobs.start('measure', 'Measuring', async (signal, report) => {
      const { model, data } = store.getState();
      if (!model) throw new Error('There is nothing to measure: open a model first.');
      if (!data)
        throw new Error('There are no calibration data: add pictures or an array, or use synthetic data.');
      // Asked for although nothing is missing: measure it all anew, on whatever machine runs now.
      const anew = nothingMissing();
      if (anew) kept.clear(tableKey(store.getState(), session));
      let savedAt: number | null = null;
      for (let restarts = 0; ; restarts++) {
        try {
          await restoreModel(parts, signal, report);
          if (session.given !== session.data) await restoreData(parts, signal, report);
          savedAt = (await kept.find(anew)) ?? savedAt;
          await restoreMeasuredPlans();
          signal.throwIfAborted();
          return await attempt(signal, report, savedAt);
        } catch (error) {
          const { model: open } = store.getState();
          if (isUnderivable(error) && open && store.getState().noDerivative !== open.sha256) {
            // Without derivatives the scores rest on injections alone.
            store.setState({ noDerivative: open.sha256 });
            continue;
          }
          if (!isEngineLost(error) || signal.aborted || restarts >= mostRestarts) throw error;
          const used = session.lastBatchSize ?? data.count;
          if (used <= 1 && restarts > 1) throw error;
          session.batchSize = Math.max(1, used >> 1);
          await recoverEngine(parts, error, signal, report);
        }
      }
    });

  return {
    somethingMissing: () => !nothingMissing(),
    measure,
    setMeasureSettings: (settings) => {
      const before = store.getState().measureSettings;
      store.setState({ measureSettings: { ...before, ...settings } });
      if (settings.images !== undefined && settings.images !== before.images) void giveDataAgain();
    },
  };
}
