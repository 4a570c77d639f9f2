import { tile as repeat } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const tile: Kernel<'tile'> = ({ attrs }, x) => [
  repeat(x.tensor(0), [...(attrs.reps ?? numbersOf(x.facts, 1))]),
];
