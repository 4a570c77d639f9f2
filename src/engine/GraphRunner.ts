import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelNode, TensorId } from '../core/model/Model.ts';
import type { ResolvedShapes } from '../core/model/resolveShapes.ts';
import type { KernelInputs } from './ops/Kernel.ts';

/** One node that has just run. The tensors belong to the walk: use them before the next call, never dispose them. */
export interface RanNode {
  readonly node: ModelNode;
  /** In the order of `node.inputs`, constants included; those that only describe shapes are absent (undefined). */
  readonly inputs: readonly (Tensor | undefined)[];
  /** In the order of `node.outputs`. */
  readonly outputs: readonly Tensor[];
}

/** Runs a layer in a way of its own (quantized operands); null: as the network has it. The result is the walk's. */
export type LayerOverride = (node: ModelNode, input: Tensor, filter: Tensor) => Tensor | null;

/**
 * A forward pass, node by node. Each activation is disposed after its last use, so peak memory is that of plain
 * inference. Synchronous throughout: nothing is read back from the device.
 */
export interface Walk {
  readonly shapes: ResolvedShapes;
  /** Nodes left to run. */
  readonly remaining: number;
  /** The node that `next` will run; null after the last. */
  readonly upcoming: ModelNode | null;
  /** Runs the next node; null after the last. */
  next(): RanNode | null;
  /**
   * A walk of its own that goes on from here: what has been computed is shared, not copied. `override` holds for the
   * layers still to come; absent: they run as the network has them. Both walks are to be disposed.
   */
  fork(override?: LayerOverride): Walk;
  /**
   * The walk's outputs by tensor id, once `next` has answered null. They become the caller's to dispose.
   * Only tensors named by `keep` (the model's outputs by default).
   */
  takeOutputs(): Map<TensorId, Tensor>;
  /** Disposes everything the walk still holds; may be called at any time, more than once. */
  dispose(): void;
}

/** A model on the device: weights are uploaded once (lazily) and kept until `dispose`. */
export interface GraphRunner {
  /**
   * Begins a pass. `inputs` in the order of `model.inputs`; they stay the caller's.
   * Throws where shapes do not fit, naming the node. `keep`: tensors wanted as outputs.
   */
  start(inputs: readonly Tensor[], keep?: readonly TensorId[], override?: LayerOverride): Walk;
  /** Whole pass at once; the caller disposes what it gets. */
  run(inputs: readonly Tensor[], keep?: readonly TensorId[]): Map<TensorId, Tensor>;
  /** The device tensor of a constant (a weight); it stays the runner's. */
  constant(tensor: TensorId): Tensor;
  /**
   * Runs one conv, depthwiseConv, transposeConv or dense node on operands of the caller's choice: same padding,
   * strides, bias and fused activation. `filter` may carry another number of output channels than the node's own
   * (stacked variants) if `bias` does too; `bias` undefined: the node's own; null: none. The result is the caller's.
   */
  runLayer(node: ModelNode, input: Tensor, filter: Tensor, bias?: Tensor | null): Tensor;
  /** Runs one node on operands of the caller's choice, without its fused activation. The results are the caller's. */
  runLinear(node: ModelNode, inputs: KernelInputs): Tensor[];
  dispose(): void;
}
