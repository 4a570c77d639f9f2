import type { Fact, LatencyRow, Profile } from '../profile/Profile.ts';

/** A latency table that cannot be used: one sentence, naming the line. */
export class LatencyCsvError extends Error {
  override readonly name = 'LatencyCsvError';
}

const columns = ['layer', 'w_bits', 'a_bits', 'ms'] as const;

/** The cells of one line; a cell in double quotes may hold commas and doubled quotes. */
function cells(line: string): string[] {
  const found: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^",][^,]*|))\s*(?:,|$)/y;
  for (cell.lastIndex = 0; cell.lastIndex < line.length; ) {
    const match = cell.exec(line);
    if (!match) throw new LatencyCsvError('a quote is not closed');
    found.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return found;
}

/**
 * Reads measured latencies as CSV: a header with `layer,w_bits,a_bits,ms` (any order, further columns ignored), one line
 * per layer and pair, milliseconds per image. Throws a LatencyCsvError naming the line for a number that is none, a
 * negative one, or a layer and pair that occur twice.
 */
export function readLatencyCsv(text: string, source = 'measured table'): readonly LatencyRow[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.trim() !== '');
  const fail = (at: number, why: string): never => {
    throw new LatencyCsvError(`${source}, line ${at}: ${why}.`);
  };
  const split = ({ line, at }: { line: string; at: number }): string[] => {
    try {
      return cells(line);
    } catch (error) {
      return fail(at, (error as Error).message);
    }
  };
  const head = lines[0];
  if (!head) return fail(1, `it is empty; the first line must be ${columns.join(',')}`);
  const names = split(head).map((name) => name.toLowerCase());
  const missing = columns.find((name) => !names.includes(name));
  if (missing) fail(head.at, `there is no column ${missing}; the first line must be ${columns.join(',')}`);
  const place = Object.fromEntries(columns.map((name) => [name, names.indexOf(name)]));
  const seen = new Set<string>();
  return lines.slice(1).map((row): LatencyRow => {
    const values = split(row);
    const cell = (name: (typeof columns)[number]): string => values[place[name]!] ?? '';
    const number = (name: (typeof columns)[number]): number => {
      const value = cell(name) === '' ? Number.NaN : Number(cell(name));
      if (!Number.isFinite(value) || value < 0) {
        fail(row.at, `${name} is "${cell(name)}"; it must be a number from 0 up`);
      }
      return value;
    };
    const layer = cell('layer');
    if (layer === '') fail(row.at, 'the layer has no name');
    const [w, a] = [number('w_bits'), number('a_bits')];
    if (!Number.isInteger(w) || !Number.isInteger(a) || w < 1 || a < 1) {
      fail(row.at, 'w_bits and a_bits must be whole numbers from 1 up');
    }
    const key = `${layer}\n${w}/${a}`;
    if (seen.has(key)) fail(row.at, `${layer} at ${w}/${a} occurs a second time`);
    seen.add(key);
    const milliseconds: Fact = { value: number('ms'), status: 'measured', note: source };
    return { layer, w, a, milliseconds };
  });
}

/** The profile with measured rows in front of its own: they win over its table and over its roofline. */
export function withLatencyTable(profile: Profile, rows: readonly LatencyRow[]): Profile {
  const { latency_model: model } = profile;
  return {
    ...profile,
    latency_model: {
      ...model,
      kind: model.kind === 'none' ? 'table' : model.kind,
      table: [...rows, ...(model.table ?? [])],
    },
  };
}
