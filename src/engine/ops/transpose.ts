import { transpose as permute } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const transpose: Kernel<'transpose'> = ({ attrs }, inputs) => {
  const perm = attrs.perm ?? (inputs.count > 1 ? numbersOf(inputs.facts, 1) : undefined);
  return [permute(inputs.tensor(0), perm ? [...perm] : undefined)];
};
