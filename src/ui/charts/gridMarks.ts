import type { QuantParams } from '../../core/quantize/quantParams.ts';

export interface GridMarks {
  readonly levels: number;
  readonly step: number;
  readonly low: number;
  readonly high: number;
  /** Values to draw: every level, or every `every`-th where the grid is finer than the eye. */
  readonly values: readonly number[];
  readonly every: number;
}

/** The values a quantizer can take, thinned to at most `most`; zero is always among them. */
export function gridMarks(grid: QuantParams, most: number): GridMarks {
  const low = grid.qmin - grid.zero;
  const high = grid.qmax - grid.zero;
  const levels = high - low + 1;
  let every = 1;
  while (levels / every > most) every *= 2;
  const values: number[] = [];
  for (let q = Math.ceil(low / every) * every; q <= high; q += every)
    values.push(q === 0 ? 0 : q * grid.scale);
  return { levels, step: grid.scale, low: low * grid.scale, high: high * grid.scale, values, every };
}
