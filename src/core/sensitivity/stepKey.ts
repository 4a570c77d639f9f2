import { type Pair, pairKey, parsePair } from '../profile/Pair.ts';

/** One step of bit lowering: from a wider pair to a narrower one. */
export interface PairStep {
  readonly from: Pair;
  readonly to: Pair;
}

/** `8/8>4/8`: the written form and the key of a step. */
export function stepKey({ from, to }: PairStep): string {
  return `${pairKey(from)}>${pairKey(to)}`;
}

/** Reads what `stepKey` writes. Throws an Error naming the text when it is not a step. */
export function parseStepKey(text: string): PairStep {
  const [from, to, ...more] = text.split('>');
  if (from === undefined || to === undefined || more.length > 0)
    throw new Error(`"${text}" is not a step; write two pairs, the wider first, e.g. 8/8>4/8.`);
  return { from: parsePair(from), to: parsePair(to) };
}
