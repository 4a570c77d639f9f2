import type { StudioState } from '../StudioState.ts';

export type Selector<T> = (state: StudioState) => T;

/** Answers kept per selector: enough for several stores on one page (the gallery) without computing in turns. */
const capacity = 24;

/**
 * A memoised derivation: computed anew only when one of its inputs is another object, so equal states give the
 * identical answer (which React's subscriptions rely on).
 */
export function createSelector<I extends readonly unknown[], T>(
  inputs: { readonly [K in keyof I]: Selector<I[K]> },
  derive: (...values: I) => T,
): Selector<T> {
  const cache: { key: readonly unknown[]; value: T }[] = [];
  // Hundreds of subscriptions ask about one and the same state.
  let latest: { readonly state: StudioState; readonly value: T } | null = null;
  const answer = (state: StudioState): T => {
    const key = inputs.map((input) => input(state));
    const at = cache.findIndex((entry) => entry.key.every((part, index) => Object.is(part, key[index])));
    const found = cache[at];
    if (found) {
      if (at > 0) {
        cache.splice(at, 1);
        cache.unshift(found);
      }
      return found.value;
    }
    const value = derive(...(key as unknown as I));
    cache.unshift({ key, value });
    if (cache.length > capacity) cache.pop();
    return value;
  };
  return (state) => {
    if (latest?.state !== state) latest = { state, value: answer(state) };
    return latest.value;
  };
}
