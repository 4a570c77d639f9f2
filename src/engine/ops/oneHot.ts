import { cast, oneHot as encode, transpose } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const oneHot: Kernel<'oneHot'> = ({ attrs }, x) => {
  const hot = encode(cast(x.tensor(0), 'int32'), attrs.depth, attrs.on, attrs.off, 'float32');
  const rank = x.outputs[0]!.shape.length;
  const axis = axisOf(attrs.axis, rank);
  if (axis === rank - 1) return [hot];
  const perm = Array.from({ length: rank }, (_, d) => (d < axis ? d : d === axis ? rank - 1 : d - 1));
  return [transpose(hot, perm)];
};
