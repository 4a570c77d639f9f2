import { useId } from 'react';

interface SwitchRowProps {
  readonly label: string;
  /** What it does, in one sentence. */
  readonly text: string;
  readonly value: boolean;
  /** Why it cannot be changed; it is shown instead of `text`. */
  readonly fixed?: string | undefined;
  readonly onChange: (value: boolean) => void;
}

/** A switch with its explanation below. */
export function SwitchRow({ label, text, value, fixed, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <label>
        <input
          type="checkbox"
          checked={value}
          disabled={fixed !== undefined}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      <p id={id} className="muted">
        {fixed === undefined ? text : `Fixed: ${fixed}`}
      </p>
    </div>
  );
}
