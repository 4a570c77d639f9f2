import { type FocusEvent, type KeyboardEvent, useId, useState } from 'react';

/** What was typed as a value, or a sentence that says why it is none. */
export type Parsed = { readonly value: number } | { readonly error: string };

interface TypedOptions {
  readonly value: number;
  /** The value in force, as text. */
  readonly shown: string;
  readonly parse: (text: string) => Parsed;
  readonly onValue: (value: number) => void;
}

/**
 * A value that one types: taken by Enter or on leaving, given up by Escape. What is refused is said, and the value in force
 * stays. The field is never put in anew, so it keeps the focus.
 */
export function useTyped({ value, shown, parse, onValue }: TypedOptions) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const errorId = useId();
  const commit = (): void => {
    const parsed = draft === null || draft.trim() === shown ? { value } : parse(draft);
    if ('error' in parsed) {
      setError(`${parsed.error} It stays ${shown}.`);
      return;
    }
    setError(null);
    setDraft(null);
    if (parsed.value !== value) onValue(parsed.value);
  };
  const type = (text: string): void => {
    setDraft(text);
    setError(null);
  };
  return {
    /** What stands in the field, while it is typed. */
    draft,
    type,
    error,
    errorId,
    field: {
      value: draft ?? shown,
      'aria-invalid': error !== null && draft !== null,
      'aria-describedby': error ? errorId : undefined,
      onChange: (event: { readonly target: { readonly value: string } }) => type(event.target.value),
      onFocus: (event: FocusEvent<HTMLInputElement>) => event.target.select(),
      onBlur: () => {
        commit();
        setDraft(null);
      },
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key === 'Enter') commit();
        if (event.key !== 'Escape' || draft === null) return;
        // It gives up what was typed, not the panel around.
        event.stopPropagation();
        setDraft(null);
        setError(null);
      },
    },
  };
}
