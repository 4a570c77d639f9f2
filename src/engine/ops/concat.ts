import { concat as join } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const concat: Kernel<'concat'> = ({ attrs }, x) => {
  const parts = Array.from({ length: x.count }, (_, i) => x.tensor(i));
  return [parts.length === 1 ? parts[0]!.clone() : join(parts, attrs.axis)];
};
