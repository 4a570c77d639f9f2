import { cast, where } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const select: Kernel<'select'> = (_node, x) => [
  where(cast(x.tensor(0), 'bool'), x.tensor(1), x.tensor(2)),
];
