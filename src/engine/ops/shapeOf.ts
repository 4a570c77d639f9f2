import { tensor1d } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const shapeOf: Kernel<'shapeOf'> = (_node, x) => [tensor1d([...x.fact(0).shape], 'int32')];
