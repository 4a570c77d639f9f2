import { spaceToBatchND } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const spaceToBatch: Kernel<'spaceToBatch'> = ({ attrs }, x) => [
  spaceToBatchND(
    x.tensor(0),
    [...attrs.block],
    attrs.paddings.map((pair) => [...pair]),
  ),
];
