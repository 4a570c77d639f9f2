import { useEffect, useId, useRef, useState } from 'react';

interface TypedFieldProps {
  readonly label: string;
  /** What may be typed. */
  readonly hint: string;
  /** The value in force, as text. */
  readonly shown: string;
  /** Reads what was typed, or says what is wrong with it. */
  readonly parse: (text: string) => { readonly value: number } | { readonly error: string };
  readonly onValue: (value: number) => void;
}

/** A number with its unit that one types: taken by Enter or on leaving, given up by Escape. */
export function TypedField({ label, hint, shown, parse, onValue }: TypedFieldProps) {
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
    const parsed = parse(text);
    if ('error' in parsed) return setError(parsed.error);
    setError(null);
    onValue(parsed.value);
  };
  return (
    <span className="limit-field">
      <input
        className="field field-small number"
        aria-label={label}
        aria-invalid={error !== null}
        aria-describedby={error ? errorId : undefined}
        title={error ?? hint}
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
