import { stack } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const pack: Kernel<'pack'> = ({ attrs }, x) => {
  const rank = x.fact(0).shape.length + 1;
  const parts = Array.from({ length: x.count }, (_, i) => x.tensor(i));
  return [stack(parts, attrs.axis < 0 ? attrs.axis + rank : attrs.axis)];
};
