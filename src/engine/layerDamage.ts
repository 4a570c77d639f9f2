import { dispose, matMul, reshape, stack, sub, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayerMeasurement } from '../core/ports.ts';
import type { Pair } from '../core/profile/Pair.ts';
import type { Numerics } from './Numerics.ts';

export interface DamageJob {
  /** Multiply-accumulates of the layer, for one image. */
  readonly macs: number;
  readonly pairs: readonly Pair[];
  /** The layer's float output. */
  readonly reference: Tensor;
  readonly images: number;
  /** Of the output, by direction: how far an error reaches. */
  readonly gradients: readonly Tensor[];
  /** The layer's output at a pair, to be disposed here; null: the float one. */
  outputAt(pair: Pair): Tensor | null;
}

/**
 * Error sums of one layer at every pair against its float output, and the damage to second order: the sum over directions of
 * (gradient . error)^2, image by image. Yields the multiply-accumulates of each pair; ending it early disposes what it holds.
 */
export async function* layerDamage(
  numerics: Numerics,
  { macs, pairs, reference, images, gradients, outputAt }: DamageJob,
): AsyncGenerator<number, Required<Pick<LayerMeasurement, 'values' | 'damage'>>, undefined> {
  const elements = reference.size / images;
  const sums = numerics.errorSums(reference, images);
  const reaches: Tensor[] = [];
  // [images, directions, elements], so that one product per pair gives all reaches.
  const directions =
    gradients.length > 0
      ? tidy(() =>
          stack(
            gradients.map((gradient) => reshape(gradient, [images, elements])),
            1,
          ),
        )
      : null;
  const reachOf = (y: Tensor): Tensor =>
    tidy(() => matMul(reshape(sub(reference, y), [images, 1, elements]), directions!, false, true));
  try {
    for (const pair of pairs) {
      const y = outputAt(pair);
      sums.add(y ?? reference);
      reaches.push(y && directions ? reachOf(y) : zeros([images, 1, Math.max(1, gradients.length)]));
      y?.dispose();
      yield macs * images;
    }
    const values = await sums.finish();
    const damage = new Float64Array(pairs.length * images);
    for (const [p, reach] of reaches.entries()) {
      const found = await reach.data();
      const count = found.length / images;
      found.forEach((value, i) => {
        damage[p * images + Math.floor(i / count)]! += value ** 2;
      });
    }
    return { values, damage };
  } finally {
    sums.dispose();
    dispose(reaches);
    directions?.dispose();
  }
}
