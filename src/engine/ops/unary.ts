import {
  abs,
  acos,
  add,
  asin,
  atan,
  ceil,
  clipByValue,
  cos,
  cosh,
  div,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  logicalNot,
  neg,
  reciprocal,
  round,
  rsqrt,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  step,
  type Tensor,
  tan,
} from '@tensorflow/tfjs-core';
import type { ActivationName, UnaryName } from '../../core/model/Model.ts';
import { activate } from './activate.ts';
import type { Kernel } from './Kernel.ts';

const functions: Readonly<
  Record<Exclude<UnaryName, ActivationName | 'clip' | 'step'>, (x: Tensor) => Tensor>
> = {
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  rsqrt,
  square,
  reciprocal,
  neg,
  abs,
  sign,
  floor,
  ceil,
  round,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  erf,
  softsign: (x) => div(x, add(abs(x), 1)),
  not: logicalNot,
};

export const unary: Kernel<'unary'> = ({ attrs }, inputs) => {
  const x = inputs.tensor(0);
  const { fn, alpha, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = attrs;
  if (fn === 'clip') return [clipByValue(x, min, max)];
  if (fn === 'step') return [step(x, alpha ?? 0)];
  if (fn in functions) return [functions[fn as keyof typeof functions](x)];
  return [activate(x, fn as ActivationName, alpha)];
};
