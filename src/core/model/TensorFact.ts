import type { Tensor } from './Model.ts';

/** What is known of a tensor before anything runs. */
export interface TensorFact {
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
  /** Elements in row-major order, where they follow from constants and shapes alone. */
  readonly value?: ArrayLike<number>;
}
