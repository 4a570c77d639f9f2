import { range as count } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const range: Kernel<'range'> = (_node, x) => {
  const [start, limit, delta] = [0, 1, 2].map((i) => numbersOf(x.facts, i)[0]!);
  return [count(start!, limit!, delta!, x.outputs[0]!.dtype === 'int32' ? 'int32' : 'float32')];
};
