import { latencyNotes } from '../../core/cost/latencyAvailability.ts';
import { factsOf } from '../../core/profile/checkProfile.ts';
import type { Profile } from '../../core/profile/Profile.ts';

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

/** How far a profile's times can be trusted. */
export function latencyTrust(profile: Profile | null): LatencyTrust {
  if (!profile || profile.latency_model.kind === 'none') return none;
  const before = known.get(profile);
  if (before) return before;
  const model = profile.latency_model;
  const assumed = factsOf(profile).filter(({ path, fact }) => fact.status === 'assumed' && inLatency.test(path));
  const missing =
    !model.efficiency || model.op_overhead_s?.value == null || model.inference_overhead_s?.value == null;
  const trust = {
    amber: assumed.length > 0 || missing,
    notes: [
      ...latencyNotes(profile),
      ...assumed.map(({ fact }) => `Assumed: ${fact.note ?? 'a number without a source'}.`.replace('..', '.')),
    ],
  };
  known.set(profile, trust);
  return trust;
}
