import type { Fact, LatencyRow } from '../profile/Profile.ts';

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
 * per layer and pair, milliseconds per image. A line whose `ms` is empty says nothing: not measured. Throws a
 * LatencyCsvError naming the line for a number that is none, a negative one, or a layer and pair that occur twice; and
 * where no line has a time.
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
  if (missing && head.line.includes(';')) fail(head.at, 'it has semicolons; separate the cells with commas');
  if (missing) fail(head.at, `there is no column ${missing}; the first line must be ${columns.join(',')}`);
  const place = Object.fromEntries(columns.map((name) => [name, names.indexOf(name)]));
  const seen = new Set<string>();
  const rows = lines.slice(1).flatMap((row): LatencyRow[] => {
    const values = split(row);
    const cell = (name: (typeof columns)[number]): string => values[place[name]!] ?? '';
    const layer = cell('layer');
    if (layer === '') fail(row.at, 'the layer has no name');
    const width = (name: 'w_bits' | 'a_bits'): { bits: number; float: boolean } => {
      const [, digits = '', float] = /^(\d+)(f?)$/.exec(cell(name)) ?? [];
      const bits = Number(digits);
      if (digits === '' || bits < 1 || bits > 32) {
        fail(
          row.at,
          `${name} is "${cell(name)}"; bits must be whole numbers from 1 to 32, with an f for float`,
        );
      }
      return { bits, float: float === 'f' };
    };
    const [w, a] = [width('w_bits'), width('a_bits')];
    if (cell('ms') === '') return [];
    const ms = Number(cell('ms'));
    if (!Number.isFinite(ms) || ms < 0) {
      fail(row.at, `ms is "${cell('ms')}"; it must be a number from 0 up`);
    }
    const pair = `${cell('w_bits')}/${cell('a_bits')}`;
    const key = `${layer}\n${pair}`;
    if (seen.has(key)) fail(row.at, `${layer} at ${pair} occurs a second time`);
    seen.add(key);
    const milliseconds: Fact = { value: ms, status: 'measured', note: source };
    return [
      {
        layer,
        w: w.bits,
        a: a.bits,
        ...(w.float ? { w_float: true } : {}),
        ...(a.float ? { a_float: true } : {}),
        milliseconds,
      },
    ];
  });
  if (rows.length === 0) fail(head.at, 'no line below it has a time in the column ms');
  return rows;
}
