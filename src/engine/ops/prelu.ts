import { prelu as slope } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const prelu: Kernel<'prelu'> = (_node, x) => [slope(x.tensor(0), x.tensor(1))];
