/** What of a layer is quantized when its AQS is measured. `both` feeds the ILP. */
export type Operands = 'input' | 'weights' | 'both';

/** Distance between the layer's output at a pair and at the reference. `nmse` is additive over layers. */
export type Distance = 'nmse' | 'sqnr' | 'cosine' | 'maxError';

/** All distances of one layer at one pair, averaged over the calibration images. */
export interface AqsEntry {
  /** mean((x-y)^2) / (mean(x^2) + 1e-8) per image, averaged. Unitless. */
  readonly nmse: number;
  /** 10 log10(signal / error), dB, of the averaged nmse; Infinity when the error is zero. */
  readonly sqnr: number;
  /** 1 - cosine similarity, averaged. */
  readonly cosine: number;
  /** Largest absolute difference over all images, in the output's own unit. */
  readonly maxError: number;
  /** nmse on the two halves of the calibration set (even and odd images): how far to trust the number. */
  readonly halves: readonly [number, number];
  /** True where the monotone repair raised or lowered this entry. */
  readonly repaired?: boolean;
}

export interface LayerAqs {
  readonly layer: string;
  /** Images measured so far. */
  readonly images: number;
  /** Keyed by `pairKey`. */
  readonly entries: Readonly<Record<string, AqsEntry>>;
}

/** AQS of a model: layer name -> its entries. Fills while a measurement runs. */
export type AqsTable = Readonly<Record<string, LayerAqs>>;
