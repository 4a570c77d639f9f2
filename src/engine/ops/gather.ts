import { cast, gather as pick } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const gather: Kernel<'gather'> = ({ attrs }, x) => {
  const axis = axisOf(attrs.axis, x.fact(0).shape.length);
  return [pick(x.tensor(0), cast(x.tensor(1), 'int32'), axis, attrs.batchDims)];
};
