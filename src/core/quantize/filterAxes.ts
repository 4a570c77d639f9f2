import type { ModelNode } from '../model/Model.ts';

/**
 * Where a flat filter keeps its output and input channels: value `tap * inputs * outputs + i * inputStride + o * outputStride`
 * is the weight from input channel `groupOf(o) * inputs + i` to output channel `o`.
 */
export interface FilterAxes {
  /** Positions in the window. */
  readonly taps: number;
  /** Input channels that one output channel reads. */
  readonly inputs: number;
  readonly outputs: number;
  /** Output channels come in so many equal runs, each with input channels of its own; depthwise: one per input channel. */
  readonly groups: number;
  readonly inputStride: number;
  readonly outputStride: number;
  /**
   * How many of the taps reach one output value on average: all of them, but a transposed convolution spreads its window
   * over stride x stride output values.
   */
  readonly tapShare: number;
}

/** The axes of a layer's filter, whose shape is `shape`. Throws where the node is no layer. */
export function filterAxes(node: ModelNode, shape: readonly number[]): FilterAxes {
  const [h = 1, w = 1, c = 1, d = 1] = shape;
  switch (node.op) {
    case 'conv':
      return axes(h * w, c, d, node.attrs.groups);
    case 'depthwiseConv':
      // HWCM is HWIO with one input channel a group.
      return axes(h * w, 1, c * d, c);
    case 'dense':
      return axes(1, h, w, 1);
    case 'transposeConv': {
      const [rows, columns] = node.attrs.strides;
      return {
        taps: h * w,
        inputs: d,
        outputs: c,
        groups: 1,
        inputStride: 1,
        outputStride: d,
        tapShare: 1 / (rows * columns),
      };
    }
    default:
      throw new Error(`Node "${node.name}" (${node.op}) has no filter.`);
  }
}

function axes(taps: number, inputs: number, outputs: number, groups: number): FilterAxes {
  return { taps, inputs, outputs, groups, inputStride: outputs, outputStride: 1, tapShare: 1 };
}

/** Input channels of the layer: those of all groups. */
export function inputChannels({ inputs, groups }: FilterAxes): number {
  return inputs * groups;
}

/** Input channel that output channel `o` reads first. */
export function firstInput({ inputs, outputs, groups }: FilterAxes, o: number): number {
  return Math.floor(o / (outputs / groups)) * inputs;
}
