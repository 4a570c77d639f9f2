import { batchNorm as normalize, type Tensor1D } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const batchNorm: Kernel<'batchNorm'> = ({ attrs }, x) => {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => x.tensor(i) as Tensor1D);
  return [normalize(x.tensor(0), mean!, variance!, beta!, gamma!, attrs.epsilon)];
};
