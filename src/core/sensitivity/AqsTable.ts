/** What of a layer is quantized when its AQS is measured. `both` feeds the ILP. */
export type Operands = 'input' | 'weights' | 'both';

/**
 * What a pair of a layer is scored by. The local ones compare the layer's output at the pair and at the reference (`nmse` is
 * additive over layers). `propagated` and `endToEnd` say what becomes of the network's output, KL in nats for a classifier:
 * predicted from the local error and how far it reaches, or measured by a forward pass for every pair.
 */
export type Distance = (typeof distances)[number];
export const distances = [
  'propagated',
  'endToEnd',
  'nmse',
  'sqnr',
  'cosine',
  'histogramKl',
  'maxError',
] as const;

/** True for scores of the network's output, false for those of the layer's own. */
export function isReaching(distance: Distance): distance is 'propagated' | 'endToEnd' {
  return distance === 'propagated' || distance === 'endToEnd';
}

/** All distances of one layer at one pair, averaged over the calibration images. */
export interface AqsEntry {
  /** mean((x-y)^2) / (mean(x^2) + 1e-8) per image, averaged. Unitless. */
  readonly nmse: number;
  /** 10 log10(signal / error), dB, of the averaged nmse; Infinity when the error is zero. */
  readonly sqnr: number;
  /** 1 - cosine similarity, averaged. */
  readonly cosine: number;
  /** KL of the output's histogram from the float one's in nats, averaged (`histogramKl`). Absent in tables of older files. */
  readonly histogramKl?: number;
  /** Largest absolute difference over all images, in the output's own unit. */
  readonly maxError: number;
  /** nmse on the two halves of the calibration set (even and odd images): how far to trust the number. */
  readonly halves: readonly [number, number];
  /** True where the monotone repair raised or lowered this entry. */
  readonly repaired?: boolean;
  /** Damage at the network's output to second order, averaged, and on the two halves of the images. */
  readonly reach?: number;
  readonly reachHalves?: readonly [number, number];
  /** Predicted damage at the network's output when this layer alone is quantized: `reach`, corrected where it saturates. */
  readonly propagated?: number;
  /** Measured damage at the network's output when this layer alone is quantized. */
  readonly endToEnd?: number;
}

export interface LayerAqs {
  readonly layer: string;
  /** Images measured so far. */
  readonly images: number;
  /** Keyed by `pairKey`. */
  readonly entries: Readonly<Record<string, AqsEntry>>;
  /** Measured damage at the network's output with this layer alone at a pair, by `pairKey`: what predictions rest on. */
  readonly injections?: Readonly<Record<string, number>>;
}

/** AQS of a model: layer name -> its entries. Fills while a measurement runs. */
export type AqsTable = Readonly<Record<string, LayerAqs>>;
