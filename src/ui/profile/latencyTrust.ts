import { latencyNotes } from '../../core/cost/latencyAvailability.ts';
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
const none: LatencyTrust = { amber: false, notes: [] };
const known = new WeakMap<Profile, LatencyTrust>();

function factText({ label, value, note }: FactRow): string {
  return `${label.toLowerCase()} ${value}${note ? ` (${note})` : ''}`;
}

/** How far a profile's times can be trusted. */
export function latencyTrust(profile: Profile | null): LatencyTrust {
  if (!profile || profile.latency_model.kind === 'none') return none;
  const before = known.get(profile);
  if (before) return before;
  const model = profile.latency_model;
  const assumed = factRows(profile).filter(
    ({ path, status }) => status === 'assumed' && inLatency.test(path),
  );
  const missing =
    !model.efficiency || model.op_overhead_s?.value == null || model.inference_overhead_s?.value == null;
  const trust = {
    amber: assumed.length > 0 || missing,
    // What weighs most comes first: there is not always room for all.
    notes: [
      ...(assumed.length > 0 ? [`Assumed, not published: ${assumed.map(factText).join('; ')}.`] : []),
      ...latencyNotes(profile).slice(1),
      ...latencyNotes(profile).slice(0, 1),
    ],
  };
  known.set(profile, trust);
  return trust;
}
