import { pad as constantPad, mirrorPad } from '@tensorflow/tfjs-core';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import { pairsOf } from '../../core/model/ops/pad.ts';
import type { Kernel } from './Kernel.ts';

export const pad: Kernel<'pad'> = ({ attrs }, inputs) => {
  const pairs = (attrs.paddings ?? pairsOf(numbersOf(inputs.facts, 1))).map(([a, b]): [number, number] => [
    a,
    b,
  ]);
  const x = inputs.tensor(0);
  return [attrs.mode === 'constant' ? constantPad(x, pairs, attrs.value) : mirrorPad(x, pairs, attrs.mode)];
};
