import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Model, TensorId } from '../core/model/Model.ts';
import { outputProbes, type ProbeKind } from '../core/sensitivity/outputProbes.ts';
import { logitsOf, type OutputHead } from '../core/verify/OutputHead.ts';
import type { WayBack } from './WayBack.ts';

export interface ProbeRequest {
  readonly model: Model;
  readonly heads: readonly OutputHead[];
  /** Directions of each output. */
  readonly probes: number;
  /** Random numbers, uniform in [0, 1). */
  readonly next: () => number;
}

/**
 * Where the way back begins: directions of every output of a pass, image by image, as its first gradients (`outputProbes`).
 * @param tensors of the pass, from which the outputs come
 */
export async function probeOutputs(
  { model, heads, probes, next }: ProbeRequest,
  tensors: ReadonlyMap<TensorId, Tensor>,
  images: number,
  wayBack: WayBack,
): Promise<void> {
  for (const head of heads) {
    const [id, kind] = startOf(model, head);
    const output = tensors.get(id);
    if (!output) continue;
    const values = await output.data();
    const size = output.size / images;
    const seeds = Array.from({ length: probes }, () => new Float32Array(output.size));
    for (let image = 0; image < images; image++) {
      const row = values.subarray(image * size, (image + 1) * size);
      outputProbes(kind, row, probes, next).forEach((probe, i) => {
        seeds[i]!.set(probe, image * size);
      });
    }
    wayBack.add(
      id,
      seeds.map((seed) => tensor(seed, output.shape)),
    );
  }
}

function startOf(model: Model, head: OutputHead): readonly [TensorId, ProbeKind] {
  return head.kind === 'classes' ? [logitsOf(model, head), 'kl'] : [head.tensor, 'nmse'];
}
