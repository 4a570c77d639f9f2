import { batchToSpaceND } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const batchToSpace: Kernel<'batchToSpace'> = ({ attrs }, x) => [
  batchToSpaceND(
    x.tensor(0),
    [...attrs.block],
    attrs.crops.map((pair) => [...pair]),
  ),
];
