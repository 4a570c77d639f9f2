import { logSoftmax, softmax as normalize } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const softmax: Kernel<'softmax'> = ({ attrs }, x) => [
  attrs.log ? logSoftmax(x.tensor(0)) : normalize(x.tensor(0)),
];
