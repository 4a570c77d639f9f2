import { fill as constant } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const fill: Kernel<'fill'> = (_node, x) => {
  const { shape, dtype } = x.outputs[0]!;
  return [constant([...shape], numbersOf(x.facts, 1)[0]!, dtype)];
};
