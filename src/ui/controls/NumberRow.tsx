interface NumberRowProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A labelled number; it counts when the field is left or Enter is pressed. */
export function NumberRow({ label, value, min, max, step, onChange }: NumberRowProps) {
  const commit = (input: HTMLInputElement) => {
    const next = input.valueAsNumber;
    if (Number.isFinite(next) && next !== value) onChange(Math.min(max, Math.max(min, next)));
  };
  return (
    <label className="field-row">
      <span className="label">{label}</span>
      <input
        className="field number"
        type="number"
        defaultValue={value}
        key={value}
        min={min}
        max={max}
        step={step}
        onBlur={(event) => commit(event.target)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget);
        }}
      />
    </label>
  );
}
