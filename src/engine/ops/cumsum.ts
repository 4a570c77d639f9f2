import { cumsum as accumulate } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const cumsum: Kernel<'cumsum'> = ({ attrs }, x) => [
  accumulate(x.tensor(0), axisOf(attrs.axis, x.fact(0).shape.length), attrs.exclusive, attrs.reverse),
];
