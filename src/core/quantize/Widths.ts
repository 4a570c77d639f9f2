import type { Pair } from '../profile/Pair.ts';
import type { Operands } from '../sensitivity/AqsTable.ts';

/** Bits of one layer's operands in a forward pass; an operand that is not named stays float. */
export interface LayerWidths {
  readonly weights?: number;
  readonly input?: number;
}

/** Layer name -> widths. Layers not named run in float. */
export type Widths = Readonly<Record<string, LayerWidths>>;

/** What a pair quantizes; float widths quantize nothing. */
export function widthsOf(pair: Pair, operands: Operands = 'both'): LayerWidths {
  return {
    ...(operands === 'input' || pair.weightFloat ? {} : { weights: pair.weightBits }),
    ...(operands === 'weights' || pair.activationFloat ? {} : { input: pair.activationBits }),
  };
}
