import type { Dataset } from './Dataset.ts';
import { random } from './random.ts';

/**
 * Made-up input, equal for equal seeds: smooth noise for pictures (rank 3: sums of a coarse, a middle and a fine random
 * grid), plain noise for other shapes. Values spread over `low`..`high`.
 */
export function synthetic(
  seed: number,
  shape: readonly number[],
  count: number,
  { low = 0, high = 1, layout = 'NHWC' }: { low?: number; high?: number; layout?: 'NHWC' | 'NCHW' } = {},
): Dataset {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(size * count);
  const next = random(seed);
  for (let sample = 0; sample < count; sample++) {
    const target = values.subarray(sample * size, (sample + 1) * size);
    if (shape.length === 3) smooth(target, shape as readonly [number, number, number], layout, next);
    else for (let index = 0; index < size; index++) target[index] = next();
    for (let index = 0; index < size; index++) target[index] = low + (high - low) * target[index]!;
  }
  return { name: `synthetic, seed ${seed}`, kind: 'synthetic', count, shape, values };
}

/** Three octaves of bilinear value noise, per channel, in 0..1. */
function smooth(
  target: Float32Array,
  shape: readonly [number, number, number],
  layout: 'NHWC' | 'NCHW',
  next: () => number,
): void {
  const [height, width, channels] = layout === 'NHWC' ? shape : [shape[1], shape[2], shape[0]];
  for (let channel = 0; channel < channels; channel++)
    for (const [cells, share] of [
      [3, 0.55],
      [8, 0.3],
      [24, 0.15],
    ] as const) {
      const grid = Float64Array.from({ length: (cells + 1) ** 2 }, next);
      const at = (row: number, column: number): number => grid[row * (cells + 1) + column]!;
      for (let y = 0; y < height; y++) {
        const v = (y / height) * cells;
        const row = Math.floor(v);
        for (let x = 0; x < width; x++) {
          const u = (x / width) * cells;
          const column = Math.floor(u);
          const top = at(row, column) + (u - column) * (at(row, column + 1) - at(row, column));
          const bottom = at(row + 1, column) + (u - column) * (at(row + 1, column + 1) - at(row + 1, column));
          const index =
            layout === 'NHWC' ? (y * width + x) * channels + channel : (channel * height + y) * width + x;
          target[index]! += share * (top + (v - row) * (bottom - top));
        }
      }
    }
}
