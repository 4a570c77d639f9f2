import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelNode, OpName } from '../../core/model/Model.ts';
import type { TensorFact } from '../../core/model/TensorFact.ts';

export type NodeOf<K extends OpName> = Extract<ModelNode, { op: K }>;

/** What a kernel may ask for. Tensors are made on demand, so parameters that only describe shapes never are. */
export interface KernelInputs {
  readonly count: number;
  /** The tensor of input `index`; the runner's. */
  tensor(index: number): Tensor;
  /** Shape, and value where it is known without running. */
  fact(index: number): TensorFact;
  readonly facts: readonly TensorFact[];
  /** What the outputs will be. */
  readonly outputs: readonly TensorFact[];
}

/** One op on TensorFlow.js. Runs inside a `tidy`; returns the outputs in order, never an input itself. */
export type Kernel<K extends OpName> = (node: NodeOf<K>, inputs: KernelInputs) => Tensor[];
