import { type Pair, pairKey } from '../core/profile/Pair.ts';
import { pairsFor } from '../core/profile/pairsFor.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import {
  measureEndToEnd,
  measureInjections,
  type ReachJob,
  type ReachProgress,
} from '../core/sensitivity/measureReach.ts';
import {
  type InjectionLimit,
  injectionLimit,
  noInjections,
  planInjections,
} from '../core/sensitivity/planInjections.ts';
import { isSlowMachine } from './isSlowMachine.ts';
import type { KeptTables } from './KeptTables.ts';
import type { StudioParts } from './StudioParts.ts';
import type { StudioState } from './StudioState.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import { selectProfile } from './selectors/selectProfile.ts';
import { measuredSettings, tableKey } from './tableKey.ts';

/** True for the engine's word that some op of the network has no derivative. */
export function isUnderivable(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoDerivativeError';
}

/** Layer -> pairs of the profile. */
export function pairsWanted(state: StudioState): Readonly<Record<string, readonly Pair[]>> {
  const profile = selectProfile(state);
  if (!profile) return {};
  return Object.fromEntries(
    selectLayers(state).map((layer) => [layer.name, pairsFor(profile, layer.kind)] as const),
  );
}

/** How many forward passes from a layer on the score in use still lacks. */
export function reachMissing(
  { store, session }: Pick<StudioParts, 'store' | 'session'>,
  kept: KeptTables,
): number {
  const state = store.getState();
  const { table } = kept.shown(tableKey(state, session));
  const { distance } = state.decisions;
  if (distance === 'endToEnd') {
    return Object.entries(pairsWanted(state)).reduce((n, [layer, pairs]) => {
      const entries = table[layer]?.entries;
      return n + pairs.filter((pair) => entries?.[pairKey(pair)]?.endToEnd === undefined).length;
    }, 0);
  }
  if (distance !== 'propagated') return 0;
  const images = state.data?.count ?? 0;
  const { operands } = measuredSettings(state);
  return planInjections(table, selectLayers(state), images, limitOf(state), operands).injections.length;
}

/** A slow machine gets no further than the second order. */
function limitOf(state: StudioState): InjectionLimit {
  if (isSlowMachine(state)) return noInjections;
  const macs = selectLayers(state).reduce((n, layer) => n + layer.macs, 0);
  return injectionLimit(macs, state.data?.count ?? 0);
}

/** Runs what `reachMissing` counts; nothing for the scores of a layer's own output. The engine must hold model and data. */
export async function* followErrors(
  { store, host }: Pick<StudioParts, 'store' | 'host'>,
  table: AqsTable,
  signal: AbortSignal,
): AsyncGenerator<readonly ['injection' | 'pair', ReachProgress], void, undefined> {
  const state = store.getState();
  const { distance } = state.decisions;
  if (!state.model || (distance !== 'propagated' && distance !== 'endToEnd')) return;
  const { operands, quantizer } = measuredSettings(state);
  const job: ReachJob = {
    engine: host.engine,
    shelf: { store: host.measurements, model: state.model.sha256 },
    layers: selectLayers(state),
    images: state.data?.count ?? 0,
    operands,
    quantizer,
    limit: limitOf(state),
  };
  const options = { signal, now: host.now };
  const found =
    distance === 'propagated'
      ? measureInjections(job, table, options)
      : measureEndToEnd(job, table, pairsWanted(state), options);
  const kind = distance === 'propagated' ? 'injection' : 'pair';
  for await (const progress of found) yield [kind, progress];
}
