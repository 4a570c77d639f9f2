import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Model } from '../core/model/Model.ts';
import type { GraphRunner, LayerOverride, Walk } from './GraphRunner.ts';
import { inputBatch } from './inputBatch.ts';

interface Disposable {
  dispose(): void;
}

/** What a run holds on the device while it passes over batches of a dataset: inputs, walks, whatever else it keeps. */
export class OpenPasses {
  readonly #model: Model;
  readonly #runner: GraphRunner;
  readonly #held = new Set<Disposable>();

  constructor(model: Model, runner: GraphRunner) {
    this.#model = model;
    this.#runner = runner;
  }

  /** Some images as the model's input. */
  input(dataset: Dataset, first: number, images: number): Tensor {
    return this.hold(inputBatch(this.#model, dataset, first, images));
  }

  start(x: Tensor, override?: LayerOverride): Walk {
    return this.hold(this.#runner.start([x], this.#model.outputs, override));
  }

  /** From now on disposed by `release` or `close`. */
  hold<T extends Disposable>(one: T): T {
    this.#held.add(one);
    return one;
  }

  release(one: Disposable): void {
    if (this.#held.delete(one)) one.dispose();
  }

  close(): void {
    for (const one of this.#held) one.dispose();
    this.#held.clear();
  }
}
