import { type Pair, pairKey } from '../../core/profile/Pair.ts';
import { pairsFor } from '../../core/profile/pairsFor.ts';
import { measureModel } from '../../core/sensitivity/measureModel.ts';
import { isEngineLost, recoverEngine, restoreData, restoreModel } from '../engineRecovery.ts';
import type { Report } from '../Jobs.ts';
import { MeasureLog } from '../MeasureLog.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions, StudioState } from '../StudioState.ts';
import { selectLayers } from '../selectors/selectLayers.ts';
import { selectProfile } from '../selectors/selectProfile.ts';
import { quantizerInForce, tableKey } from '../tableKey.ts';

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
): MeasureActions & { missingPairs(): Readonly<Record<string, readonly Pair[]>> } {
  const { store, host, jobs, session } = parts;

  const missingPairs = (): Readonly<Record<string, readonly Pair[]>> => {
    const state = store.getState();
    return pairsToMeasure(state, session.tables.get(tableKey(state, session)) ?? {});
  };

  const attempt = async (signal: AbortSignal, report: Report): Promise<void> => {
    const state = store.getState();
    const pairs = missingPairs();
    const log = new MeasureLog(parts, signal, report);
    if (Object.keys(pairs).length > 0) {
      const request = {
        operands: state.measureSettings.operands,
        quantizer: quantizerInForce(state),
        pairs,
        ...(session.batchSize ? { batchSize: session.batchSize } : {}),
      };
      for await (const progress of measureModel(host.engine, request, { signal, now: host.now }))
        log.add(progress);
    }
    log.flush();
  };

  const measure = (): Promise<void> =>
    jobs.start('measure', 'Measuring', async (signal, report) => {
      const { model, data } = store.getState();
      if (!model) throw new Error('There is nothing to measure: open a model first.');
      if (!data)
        throw new Error('There are no calibration data: add pictures or an array, or use synthetic data.');
      // Asked for although nothing is missing: measure it all anew, on whatever machine runs now.
      if (Object.keys(missingPairs()).length === 0)
        session.tables.delete(tableKey(store.getState(), session));
      for (let restarts = 0; ; restarts++) {
        try {
          await restoreModel(parts, signal, report);
          if (session.given !== session.data) await restoreData(parts, signal, report);
          return await attempt(signal, report);
        } catch (error) {
          if (!isEngineLost(error) || signal.aborted || restarts >= mostRestarts) throw error;
          const used = session.lastBatchSize ?? data.count;
          if (used <= 1 && restarts > 1) throw error;
          session.batchSize = Math.max(1, used >> 1);
          await recoverEngine(parts, error, signal, report);
        }
      }
    });

  return {
    missingPairs,
    measure,
    setMeasureSettings: (settings) => {
      const before = store.getState().measureSettings;
      store.setState({ measureSettings: { ...before, ...settings } });
      if (settings.images !== undefined && settings.images !== before.images) void giveDataAgain();
    },
  };
}

/** Layer -> pairs of the profile that the table lacks for all images of the data. */
function pairsToMeasure(
  state: StudioState,
  table: StudioState['aqs'],
): Readonly<Record<string, readonly Pair[]>> {
  const profile = selectProfile(state);
  const missing: Record<string, readonly Pair[]> = {};
  if (!profile) return missing;
  for (const layer of selectLayers(state)) {
    const known = table[layer.name];
    const complete = known !== undefined && known.images === state.data?.count;
    const pairs = pairsFor(profile, layer.kind).filter((pair) => !complete || !known.entries[pairKey(pair)]);
    if (pairs.length > 0) missing[layer.name] = pairs;
  }
  return missing;
}
