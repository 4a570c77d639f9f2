import type { PlanTotals } from './planTotals.ts';

type Times = Pick<PlanTotals, 'latencyMs' | 'conversions' | 'conversionMs'>;

const three = (value: number): string => String(Number(value.toPrecision(3)));
/** One with enough digits to differ from what it is compared with. */
const fine = (value: number): string => String(Number(value.toPrecision(5)));

const changes = (count: number): string => (count === 1 ? '1 change of width' : `${count} changes of width`);

/** `incl. 0.03 ms for 12 changes of width`, the time as `format` writes it; null where there are none or they cost nothing. */
export function conversionText(
  { latencyMs, conversions, conversionMs }: Times,
  format = (ms: number): string => `${three(ms)} ms`,
): string | null {
  if (latencyMs === null || conversions === 0 || conversionMs === 0) return null;
  return conversionMs === null
    ? `without ${changes(conversions)} of unknown cost`
    : `incl. ${format(conversionMs)} for ${changes(conversions)}`;
}

/**
 * The budget that is solved for holds sums over layers; changes of width between layers come on top. How far the exact
 * total is over the latency budget because of them, in ms, and the sentence that says so; null when the budget holds.
 */
export function latencyOvershoot(
  totals: Times,
  limit: number | undefined,
): { readonly ms: number; readonly text: string } | null {
  const { latencyMs, conversions, conversionMs } = totals;
  if (limit === undefined || latencyMs === null || !conversionMs) return null;
  const ms = latencyMs - limit;
  // The solver holds the sum to within its own rounding.
  if (ms <= limit * 1e-9) return null;
  return {
    ms,
    text: `With ${changes(conversions)} (${three(conversionMs)} ms) the plan takes ${fine(latencyMs)} ms, ${three(ms)} ms over the latency budget of ${fine(limit)} ms, which is solved without them.`,
  };
}
