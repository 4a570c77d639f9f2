import type { LatencyRow, Profile } from '../profile/Profile.ts';
import { profileHash } from '../profile/profileHash.ts';

/** Key of the measured table among a profile's sources. */
const sourceKey = 'measured-table';

/** The profile without the table that `withLatencyTable` gave it; other profiles as they are. */
export function baseProfileId(profile: Profile): string {
  return profile.latency_model.measured_table?.base ?? profile.id;
}

/**
 * A variant of the profile that carries measured rows in front of its own: they win over its table and over its
 * roofline, which still answers where there is no row. It has an id of its own (the base's and the first 8 digits of a
 * hash of the rows), names the file, and lists it among its sources. Give it a base profile, not another variant.
 */
export function withLatencyTable(profile: Profile, rows: readonly LatencyRow[], file: string): Profile {
  const { latency_model: model } = profile;
  const measured = rows.map((row) => ({
    ...row,
    milliseconds: { value: row.milliseconds.value, status: 'measured' as const, source: sourceKey },
  }));
  const { note, ...rest } = model;
  return {
    ...profile,
    id: `${profile.id}.${profileHash(measured).slice(0, 8)}`,
    name: `${profile.name} + ${file}`,
    summary: `${profile.summary} With measured latencies of ${file}.`,
    latency_model: {
      ...rest,
      // The note of a profile without times says that there are none.
      ...(note !== undefined && model.kind !== 'none' ? { note } : {}),
      kind: model.kind === 'none' ? 'table' : model.kind,
      table: [...measured, ...(model.table ?? [])],
      measured_table: { file, base: profile.id, rows: rows.length },
    },
    sources: {
      ...profile.sources,
      [sourceKey]: { title: `Measured latencies, ${file}`, kind: 'measured' },
    },
  };
}
