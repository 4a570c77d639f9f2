import type { TensorId } from '../../model/Model.ts';
import type { ModelBuilder } from '../../model/ModelBuilder.ts';
import type { DecodedWeight } from '../decodeWeights.ts';
import { ReadError } from '../ReadError.ts';

/**
 * A layer's weights by name. Files write `layer/kernel`, `scope/layer/kernel`, `layer/layer/kernel` or, from
 * Keras 3, `layer/vars/0`; a layer used twice shares its tensors.
 */
export class KerasWeights {
  readonly #builder: ModelBuilder;
  readonly #stored = new Map<string, DecodedWeight>();
  readonly #made = new Map<string, TensorId>();

  constructor(builder: ModelBuilder, weights: ReadonlyMap<string, DecodedWeight>) {
    this.#builder = builder;
    for (const [name, weight] of weights) {
      for (const key of keysOf(name)) if (!this.#stored.has(key)) this.#stored.set(key, weight);
    }
    for (const [name, weight] of weights) this.#stored.set(name, weight);
  }

  get(
    layer: string,
    suffix: string,
    index: number,
    where: string,
    reshape?: (shape: readonly number[]) => number[],
  ): TensorId {
    const weight = this.#stored.get(`${layer}/${suffix}`) ?? this.#stored.get(`${layer}/${index}`);
    if (!weight)
      throw new ReadError(
        `${where}: the weights file has no "${layer}/${suffix}"; the model was saved incompletely.`,
      );
    const known = this.#made.get(weight.name);
    if (known !== undefined) return known;
    const shape = reshape ? reshape(weight.shape) : weight.shape;
    const id = this.#builder.constant(weight.name, { shape, values: weight.values }, weight.dtype);
    this.#made.set(weight.name, id);
    return id;
  }
}

/** Shorter names a weight may be asked by. */
function keysOf(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== 'vars' && part !== 'layer_checkpoint_dependencies');
  const last = parts.at(-1)!;
  const layers = parts.slice(0, -1);
  return [
    parts.join('/'),
    [...layers.slice(0, -1), last].join('/'),
    `${layers.at(-1)}/${last}`,
    `${layers.at(-2)}/${last}`,
  ];
}
