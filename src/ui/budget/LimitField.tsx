import { useEffect, useId, useRef, useState } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { parseLimit } from '../format/parseLimit.ts';

interface LimitFieldProps {
  readonly cost: CostName;
  readonly limit: number;
  readonly range: readonly [number, number];
  readonly onLimit: (limit: number) => void;
}

/** The budget as a number one types: `62.3 G`, `12 MB`, `50 %`. */
export function LimitField({ cost, limit, range, onLimit }: LimitFieldProps) {
  const shown = formatCost(cost, limit);
  const [text, setText] = useState(shown);
  const [error, setError] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const givenUp = useRef(false);
  const errorId = useId();
  useEffect(() => {
    setError(null);
    if (!editing) setText(shown);
  }, [shown, editing]);
  const commit = () => {
    if (text === shown) return setError(null);
    const parsed = parseLimit(text, cost, range);
    if ('error' in parsed) return setError(parsed.error);
    setError(null);
    onLimit(parsed.limit);
  };
  return (
    <span className="limit-field">
      <input
        className="field field-small number"
        aria-label={`${COST_TITLE[cost]} budget, a number with unit or a percentage`}
        aria-invalid={error !== null}
        aria-describedby={error ? errorId : undefined}
        title={
          error ??
          `a number with unit, or a percentage between ${formatCost(cost, range[0])} and ${formatCost(cost, range[1])}`
        }
        value={text}
        onFocus={(event) => {
          setEditing(true);
          event.target.select();
        }}
        onBlur={() => {
          if (!givenUp.current) commit();
          givenUp.current = false;
          setEditing(false);
        }}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') {
            givenUp.current = true;
            setText(shown);
            setError(null);
            event.currentTarget.blur();
          }
        }}
      />
      {error ? (
        <span id={errorId} className="limit-error" role="alert">
          {error}
        </span>
      ) : null}
    </span>
  );
}
