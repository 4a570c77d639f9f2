import type { KeyboardEvent } from 'react';
import { parseNumber } from '../format/parseNumber.ts';
import { FieldError } from './FieldError.tsx';
import { useTyped } from './useTyped.ts';

interface NumberRowProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Of 1: whole numbers only. The arrow keys move by it. */
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A labelled number; it counts when the field is left or Enter is pressed, and says why it is refused. */
export function NumberRow({ label, value, min, max, step, onChange }: NumberRowProps) {
  const parse = (text: string) => parseNumber(text, { min, max, whole: step === 1 });
  const { field, type, draft, error, errorId } = useTyped({
    value,
    shown: String(value),
    parse,
    onValue: onChange,
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    field.onKeyDown(event);
    const by = event.key === 'ArrowUp' ? step : event.key === 'ArrowDown' ? -step : 0;
    if (by === 0) return;
    event.preventDefault();
    const present = parse(draft ?? '');
    const from = 'error' in present ? value : present.value;
    type(String(Number(Math.min(max, Math.max(min, from + by)).toFixed(6))));
  };
  return (
    <>
      <label className="field-row">
        <span className="label">{label}</span>
        <input
          className="field number"
          role="spinbutton"
          inputMode={step === 1 ? 'numeric' : 'decimal'}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-valuenow={value}
          {...field}
          onKeyDown={onKeyDown}
        />
      </label>
      <FieldError id={errorId} error={error} />
    </>
  );
}
