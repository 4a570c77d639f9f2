import type { CostName } from '../../core/plan/Program.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { parseLimit } from '../format/parseLimit.ts';
import { TypedField } from './TypedField.tsx';

interface LimitFieldProps {
  readonly cost: CostName;
  readonly limit: number;
  readonly range: readonly [number, number];
  readonly onLimit: (limit: number) => void;
}

/** The budget as a number one types: `62.3 G`, `12 MB`, `50 %`. */
export function LimitField({ cost, limit, range, onLimit }: LimitFieldProps) {
  return (
    <TypedField
      label={`${COST_TITLE[cost]} budget, a number with unit or a percentage`}
      hint={`a number with unit, or a percentage between ${formatCost(cost, range[0])} and ${formatCost(cost, range[1])}`}
      shown={formatCost(cost, limit)}
      parse={(text) => {
        const parsed = parseLimit(text, cost, range);
        return 'error' in parsed ? parsed : { value: parsed.limit };
      }}
      onValue={onLimit}
    />
  );
}
