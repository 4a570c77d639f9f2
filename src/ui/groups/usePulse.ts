import { useRef } from 'react';

/** For `data-pulse`: turns between two values when a known value becomes another, so that a CSS animation begins anew. */
export function usePulse(value: string | null): 'a' | 'b' | undefined {
  const last = useRef<{ readonly value: string | null; readonly pulse: 'a' | 'b' | undefined }>({
    value,
    pulse: undefined,
  });
  const before = last.current;
  if (before.value !== value)
    last.current = { value, pulse: before.value === null ? undefined : before.pulse === 'a' ? 'b' : 'a' };
  return last.current.pulse;
}
