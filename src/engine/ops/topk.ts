import { topk as best } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const topk: Kernel<'topk'> = ({ attrs }, x) => {
  const { values, indices } = best(x.tensor(0), x.outputs[0]!.shape.at(-1), attrs.sorted);
  return [values, indices];
};
