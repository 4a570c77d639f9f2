import type { CostName } from '../../core/plan/Program.ts';
import type { TotalsRow } from '../../store/selectors/selectTotals.ts';

/** One cost of a row of totals, in the units of `Program`; null where the profile has no facts for it. */
export function totalOf(row: TotalsRow, cost: CostName): number | null {
  return cost === 'bops' ? row.gbops : cost === 'size' ? row.sizeBytes : row.latencyMs;
}
