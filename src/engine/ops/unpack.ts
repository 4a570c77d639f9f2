import { unstack } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const unpack: Kernel<'unpack'> = ({ attrs }, x) =>
  unstack(x.tensor(0), axisOf(attrs.axis, x.fact(0).shape.length));
