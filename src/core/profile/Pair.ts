/**
 * A pair (w, a): weight bits and input-activation bits. Widths marked float are not quantized: they only
 * cost bits (fp16 weights, fp16 activations).
 */
export interface Pair {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly weightFloat?: boolean;
  readonly activationFloat?: boolean;
}

/** `8/4`, `4/16f`: the written form and the key of a pair, weight bits first. */
export function pairKey(pair: Pair): string {
  return `${pair.weightBits}${pair.weightFloat ? 'f' : ''}/${pair.activationBits}${pair.activationFloat ? 'f' : ''}`;
}

/** Reads what `pairKey` writes. Throws an Error naming the text when it is not a pair. */
export function parsePair(text: string): Pair {
  const match = /^(\d+)(f?)\/(\d+)(f?)$/.exec(text.trim());
  if (!match) throw new Error(`"${text}" is not a pair; write weight bits / activation bits, e.g. 8/4.`);
  return {
    weightBits: Number(match[1]),
    activationBits: Number(match[3]),
    ...(match[2] ? { weightFloat: true } : {}),
    ...(match[4] ? { activationFloat: true } : {}),
  };
}
