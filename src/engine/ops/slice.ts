import { slice as cut } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const slice: Kernel<'slice'> = ({ attrs }, inputs) => {
  const begin = attrs.begin ?? numbersOf(inputs.facts, 1);
  return [cut(inputs.tensor(0), [...begin], [...inputs.outputs[0]!.shape])];
};
