import { type Tensor4D, depthToSpace as unfold } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const depthToSpace: Kernel<'depthToSpace'> = ({ attrs }, x) => [
  unfold(x.tensor(0) as Tensor4D, attrs.block, 'NHWC'),
];
