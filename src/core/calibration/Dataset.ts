/** How pixels become the network's input. x = (pixel * scale - mean) / std, per channel in `channels` order. */
export interface Preprocess {
  readonly height: number;
  readonly width: number;
  /** stretch: both sides to size; crop: short side to size / cropFraction, centre crop; pad: long side, zero bars. */
  readonly fit: 'stretch' | 'crop' | 'pad';
  readonly cropFraction: number;
  readonly channels: 'RGB' | 'BGR' | 'gray';
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Layout of the tensor the network reads. */
  readonly layout: 'NHWC' | 'NCHW';
}

/** Decoded picture: 8-bit RGBA, row by row. */
export interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray | Uint8Array;
}

/** What the network reads, ready made. */
export interface Dataset {
  readonly name: string;
  /** `synthetic` numbers are marked as such wherever they appear. */
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly count: number;
  /** Shape of one sample, without the batch. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly labels?: readonly number[];
}
