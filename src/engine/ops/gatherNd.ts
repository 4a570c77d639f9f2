import { cast, gatherND } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const gatherNd: Kernel<'gatherNd'> = (_node, x) => [gatherND(x.tensor(0), cast(x.tensor(1), 'int32'))];
