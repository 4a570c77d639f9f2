import type { Tensor } from '@tensorflow/tfjs-core';
import { reshape } from '@tensorflow/tfjs-core';
import type { ModelNode } from '../../core/model/Model.ts';
import type { KernelInputs } from './Kernel.ts';

/** Reshape, flatten, squeeze and expandDims: the shape rule has already said what comes out. */
export function reshapeToOutput(_node: ModelNode, inputs: KernelInputs): Tensor[] {
  return [reshape(inputs.tensor(0), [...inputs.outputs[0]!.shape])];
}
