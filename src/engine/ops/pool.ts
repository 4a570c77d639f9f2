import { avgPool, maxPool, type Tensor4D } from '@tensorflow/tfjs-core';
import { tfPadding } from './convolve.ts';
import type { Kernel } from './Kernel.ts';

export const pool: Kernel<'pool'> = ({ attrs }, inputs) => {
  const { kind, size, strides, padding } = attrs;
  const run = kind === 'max' ? maxPool : avgPool;
  return [run(inputs.tensor(0) as Tensor4D, [...size], [...strides], tfPadding(padding))];
};
