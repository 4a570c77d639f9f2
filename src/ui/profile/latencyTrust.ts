import { latencyNotes } from '../../core/cost/latencyAvailability.ts';
import { latencyCoverage } from '../../core/cost/latencyCoverage.ts';
import type { Layer } from '../../core/model/Layer.ts';
import type { Profile } from '../../core/profile/Profile.ts';
import { type FactRow, factRows } from './factRows.ts';

export interface LatencyTrust {
  /** True where the times rest on a number that is assumed, or on one that is not public and taken as nothing. */
  readonly amber: boolean;
  /** What is left out or assumed, one sentence each; empty without a latency model. */
  readonly notes: readonly string[];
}

/** Facts that a latency is made of. */
const inLatency = /^(clock_hz$|kernels\[\d+\]\.|latency_model\.|memory\.levels\[\d+\]\.read_bytes_per_s$)/;
/** Those that count beside a time measured for every layer and pair. */
const onTop = /^latency_model\.inference_overhead_s$/;
const none: LatencyTrust = { amber: false, notes: [] };
const known = new WeakMap<Profile, { readonly layers: readonly Layer[]; readonly trust: LatencyTrust }>();
const noLayers: readonly Layer[] = [];

function factText({ label, value, note }: FactRow): string {
  return `${label.toLowerCase()} ${value}${note ? ` (${note})` : ''}`;
}

/** How far a profile's times can be trusted; with the open network's layers, also how many of them a table covers. */
export function latencyTrust(profile: Profile | null, layers: readonly Layer[] = noLayers): LatencyTrust {
  if (!profile || profile.latency_model.kind === 'none') return none;
  const before = known.get(profile);
  if (before?.layers === layers) return before.trust;
  const complete = layers.length > 0 && latencyCoverage(profile, layers).measured.length === layers.length;
  const model = profile.latency_model;
  const assumed = factRows(profile).filter(
    ({ path, status }) => status === 'assumed' && (complete ? onTop : inLatency).test(path),
  );
  const missing =
    (!complete && (!model.efficiency || model.op_overhead_s?.value == null)) ||
    model.inference_overhead_s?.value == null;
  const trust = {
    amber: assumed.length > 0 || missing,
    // What weighs most comes first: there is not always room for all.
    notes: [
      ...(assumed.length > 0 ? [`Assumed, not published: ${assumed.map(factText).join('; ')}.`] : []),
      ...latencyNotes(profile, layers),
    ],
  };
  known.set(profile, { layers, trust });
  return trust;
}
