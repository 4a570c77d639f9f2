import { argMax, argMin } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const argReduce: Kernel<'argReduce'> = ({ attrs }, x) => {
  const axis = axisOf(attrs.axis, x.fact(0).shape.length);
  return [(attrs.fn === 'argMax' ? argMax : argMin)(x.tensor(0), axis)];
};
