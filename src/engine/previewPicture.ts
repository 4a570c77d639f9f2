import type { Preprocess } from '../core/calibration/Dataset.ts';

export interface Preview {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly min: number;
  readonly max: number;
}

/**
 * What the network reads, turned back into an 8-bit picture: scale, mean and std undone, channels put in RGB order. `values`
 * is one preprocessed picture; min and max are those of the values themselves.
 */
export function previewPicture(values: Float32Array, p: Preprocess): Preview {
  const channels = p.channels === 'gray' ? 1 : 3;
  const pixels = p.height * p.width;
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) {
      const read = channels === 1 ? 0 : p.channels === 'BGR' ? 2 - c : c;
      const value = values[p.layout === 'NCHW' ? read * pixels + i : i * channels + read]!;
      rgba[i * 4 + c] = (value * (p.std[read] ?? 1) + (p.mean[read] ?? 0)) / p.scale;
    }
    rgba[i * 4 + 3] = 255;
  }
  const { min, max } = extent(values);
  return { width: p.width, height: p.height, rgba, min, max };
}

/** Smallest and largest value and the mean. */
export function extent(values: Float32Array): { min: number; max: number; mean: number } {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, mean: sum / Math.max(1, values.length) };
}
