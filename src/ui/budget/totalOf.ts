import type { CostName } from '../../core/plan/Program.ts';
import type { TotalsRow } from '../../store/selectors/selectTotals.ts';

/** One cost of a row of totals, in the units of `Program`; null where the profile has no facts for it. */
export function totalOf(row: TotalsRow, cost: CostName): number | null {
  switch (cost) {
    case 'bops':
      return row.gbops;
    case 'size':
      return row.sizeBytes;
    case 'latency':
      return row.latencyMs;
    case 'memory':
      return row.activationBytes;
  }
}
