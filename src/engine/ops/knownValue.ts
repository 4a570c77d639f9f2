import type { Tensor } from '@tensorflow/tfjs-core';
import { tensor } from '@tensorflow/tfjs-core';
import type { ModelNode } from '../../core/model/Model.ts';
import type { KernelInputs } from './Kernel.ts';

/** Ops that only exist where their value is known beforehand: the shape rule has computed them. */
export function knownValue(_node: ModelNode, inputs: KernelInputs): Tensor[] {
  return inputs.outputs.map(({ shape, dtype, value }) => tensor(Array.from(value ?? []), [...shape], dtype));
}
