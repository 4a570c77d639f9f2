import { all, any, max, mean, min, prod, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { ReduceName } from '../../core/model/Model.ts';
import type { Kernel } from './Kernel.ts';

const functions: Readonly<Record<ReduceName, (x: Tensor, axis?: number[], keepDims?: boolean) => Tensor>> = {
  mean,
  sum,
  prod,
  max,
  min,
  any,
  all,
};

export const reduce: Kernel<'reduce'> = ({ attrs }, x) => [
  functions[attrs.fn](x.tensor(0), attrs.axes ? [...attrs.axes] : undefined, attrs.keepDims),
];
