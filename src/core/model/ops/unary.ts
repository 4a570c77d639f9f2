import type { OpAttrs, UnaryName } from '../Model.ts';
import { asDtype, input, type OpShape } from './OpShape.ts';
import { roundHalfToEven } from './roundHalfToEven.ts';

type Attrs = OpAttrs['unary'];
type Scalar = (x: number, attrs: Attrs) => number;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Plain-number meaning of the unary ops that constants pass through; the rest run on the engine only. */
const scalars: Partial<Record<UnaryName, Scalar>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => clamp(x, 0, 6),
  leakyRelu: (x, { alpha = 0.2 }) => (x < 0 ? alpha * x : x),
  sigmoid,
  tanh: Math.tanh,
  swish: (x) => x * sigmoid(x),
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  clip: (x, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => clamp(x, min, max),
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  not: (x) => (x ? 0 : 1),
};

export const unary: OpShape<'unary'> = (attrs, inputs) => {
  const { shape, dtype, value } = input(inputs, 0);
  const scalar = scalars[attrs.fn];
  if (!value || !scalar) return [{ shape, dtype }];
  return [
    {
      shape,
      dtype,
      value: asDtype(
        Float64Array.from(value, (x) => scalar(x, attrs)),
        dtype,
      ),
    },
  ];
};
