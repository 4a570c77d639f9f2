import type { Fact, Profile } from './Profile.ts';
import { profileSchema } from './profileSchema.ts';
import { type Problem, schemaProblems } from './schemaProblems.ts';

const isFact = (value: object): value is Fact => 'status' in value && 'value' in value;

/** Every fact of a profile with its path. */
export function factsOf(value: unknown, path = ''): { readonly path: string; readonly fact: Fact }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isFact(value)) return [{ path, fact: value }];
  return Object.entries(value).flatMap(([key, child]) =>
    factsOf(child, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key),
  );
}

function factProblems(profile: Profile): Problem[] {
  const problems: Problem[] = [];
  for (const { path, fact } of factsOf(profile)) {
    const say = (text: string) => problems.push({ where: path, text: `${path} ${text}` });
    if (fact.status === 'not_public' && fact.value !== null) {
      say(
        `is marked not_public but has the value ${fact.value}; make the value null, or give its status and source.`,
      );
    } else if (fact.status !== 'not_public' && fact.value === null) {
      say(`is marked ${fact.status} but has no value; give the number, or mark it not_public.`);
    }
    const known = Object.keys(profile.sources ?? {});
    if (fact.source === undefined) {
      if (fact.status === 'published') say('is marked published without a source; name one of "sources".');
      if ((fact.status === 'derived' || fact.status === 'assumed') && !fact.note) {
        say(`is marked ${fact.status} with neither source nor note; say how it was found.`);
      }
    } else if (!known.includes(fact.source)) {
      say(
        `names the source "${fact.source}", which "sources" does not list; add it there (listed: ${known.join(', ') || 'none'}).`,
      );
    }
  }
  return problems;
}

function kernelProblems(profile: Profile): Problem[] {
  return profile.kernels.flatMap((row, i) => {
    const where = `kernels[${i}]`;
    const problems: Problem[] = [];
    if (row.macs_per_s && row.macs_per_cycle) {
      problems.push({ where, text: `${where} gives both macs_per_s and macs_per_cycle; keep one.` });
    }
    if (row.macs_per_cycle?.value != null && profile.clock_hz === undefined) {
      problems.push({
        where,
        text: `${where} gives macs_per_cycle but the profile has no clock_hz; add it.`,
      });
    }
    if (row.source !== undefined && !(row.source in profile.sources)) {
      problems.push({
        where,
        text: `${where} names the source "${row.source}", which "sources" does not list; add it there.`,
      });
    }
    return problems;
  });
}

function latencyProblems(profile: Profile): Problem[] {
  const { kind, table } = profile.latency_model;
  const problems: Problem[] = [];
  if (kind === 'table' && !table?.length) {
    problems.push({
      where: 'latency_model',
      text: 'latency_model is of kind "table" but has no rows; add "table".',
    });
  }
  table?.forEach((row, i) => {
    if (row.layer === undefined && row.shape === undefined) {
      const where = `latency_model.table[${i}]`;
      problems.push({ where, text: `${where} names neither a layer nor a shape; give one of them.` });
    }
  });
  return problems;
}

/** All that is wrong with a parsed profile; empty when it is usable. */
export function checkProfile(data: unknown): readonly Problem[] {
  const structure = schemaProblems(profileSchema, data);
  const facts =
    typeof data === 'object' && data !== null ? factProblems({ sources: {}, ...data } as Profile) : [];
  const places = new Set(facts.map((p) => `${p.where}.value`));
  const problems = [...facts, ...structure.filter((p) => !places.has(p.where))];
  if (structure.length > 0) return problems;
  const profile = data as Profile;
  return [...problems, ...kernelProblems(profile), ...latencyProblems(profile)];
}
