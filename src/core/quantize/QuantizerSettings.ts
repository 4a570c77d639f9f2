/** How ranges are found and grids are laid (METHOD section 2). A profile may fix some of these. */
export interface QuantizerSettings {
  readonly activations: {
    readonly range: 'min-max' | 'percentile' | 'mse';
    /** Per cent of values inside the range, for `percentile`. */
    readonly percentile: number;
    readonly symmetric: boolean;
    readonly powerOfTwo: boolean;
  };
  readonly weights: {
    readonly range: 'min-max' | 'percentile' | 'mse';
    readonly percentile: number;
    readonly perChannel: boolean;
    readonly symmetric: boolean;
    readonly powerOfTwo: boolean;
  };
  /** Biases make up for the mean error that quantized weights bring: see `biasCorrection`. Absent: false. */
  readonly biasCorrection?: boolean;
  /** The network is rescaled across layers before anything is quantized: see `equalizeLayers`. Absent: false. */
  readonly equalize?: boolean;
}

export const defaultQuantizer: QuantizerSettings = {
  activations: { range: 'min-max', percentile: 99.99, symmetric: false, powerOfTwo: false },
  weights: { range: 'min-max', percentile: 99.99, perChannel: true, symmetric: true, powerOfTwo: false },
  biasCorrection: false,
  equalize: false,
};
