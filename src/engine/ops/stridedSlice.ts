import { stridedSlice as cut, reshape, slice } from '@tensorflow/tfjs-core';
import { windowOf } from '../../core/model/ops/stridedSlice.ts';
import type { Kernel } from './Kernel.ts';

export const stridedSlice: Kernel<'stridedSlice'> = ({ attrs }, inputs) => {
  const { begin, strides, size, shape } = windowOf(attrs, inputs.facts);
  const x = inputs.tensor(0);
  if (strides.every((step) => step === 1)) return [reshape(slice(x, [...begin], [...size]), [...shape])];
  // An end before the first element must be written as a mask: -1 would mean the last one.
  const end = begin.map((from, d) => from + (size[d]! - 1) * strides[d]! + Math.sign(strides[d]!));
  const endMask = end.reduce((mask, to, d) => (to < 0 ? mask | (1 << d) : mask), 0);
  return [reshape(cut(x, [...begin], end, [...strides], 0, endMask), [...shape])];
};
