import { fill } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const fillLike: Kernel<'fillLike'> = ({ attrs }, x) => {
  const { shape, dtype } = x.outputs[0]!;
  return [fill([...shape], attrs.value, dtype)];
};
