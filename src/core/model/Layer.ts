import type { NodeId, TensorId } from './Model.ts';

/** The kinds of layer that a profile can quantize, as hardware profiles name them. */
export type LayerKind = 'conv' | 'depthwise_conv' | 'transpose_conv' | 'dense' | 'matmul';

/** A node with constant weights that a profile can quantize, with its facts at the model's input size, per image. */
export interface Layer {
  /** The node's name; unique. Every table, file and view names a layer by it. */
  readonly name: string;
  readonly node: NodeId;
  readonly kind: LayerKind;
  /** e.g. `Conv2D 3x3 /2`, for people. */
  readonly label: string;
  /** Multiply-accumulates for one image. */
  readonly macs: number;
  /** Weights without biases. */
  readonly parameters: number;
  readonly biases: number;
  readonly outputChannels: number;
  /** The tensor it reads as the graph has it (after any pad, reshape or transpose of its own). */
  readonly inputTensor: TensorId;
  /** The tensor whose quantizer it reads: `inputTensor` traced back through pads, reshapes, transposes. */
  readonly sourceTensor: TensorId;
  readonly weightTensor: TensorId;
  readonly outputTensor: TensorId;
  /** Shapes for one image, without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly weightShape: readonly number[];
}
