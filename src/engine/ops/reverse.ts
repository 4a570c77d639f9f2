import { reverse as turn } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const reverse: Kernel<'reverse'> = ({ attrs }, x) => [turn(x.tensor(0), [...attrs.axes])];
