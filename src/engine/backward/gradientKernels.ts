import {
  add,
  broadcastTo,
  div,
  engine,
  greater,
  less,
  logicalAnd,
  mul,
  neg,
  reshape,
  rsqrt,
  sign,
  slice,
  square,
  sum,
  type Tensor,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type ActivationName, activationNames, type OpName } from '../../core/model/Model.ts';
import { numbersOf } from '../../core/model/ops/OpShape.ts';
import { pairsOf } from '../../core/model/ops/pad.ts';
import { tfPadding } from '../ops/convolve.ts';
import type { KernelInputs, NodeOf } from '../ops/Kernel.ts';
import { activationSlope } from './activationSlope.ts';

/** A node as it ran: its inputs as in the forward pass, and its output. */
export interface PassedInputs extends KernelInputs {
  readonly y: Tensor;
}

/**
 * The gradients of a node's inputs from that of its one output; absent entries carry none. Runs inside a tidy. Throws where
 * the derivative is not known.
 */
export type GradientKernel<K extends OpName> = (
  node: NodeOf<K>,
  passed: PassedInputs,
  dy: Tensor,
) => readonly (Tensor | null)[];

const sameValues = (_: unknown, passed: PassedInputs, dy: Tensor): Tensor[] => [
  reshape(dy, passed.tensor(0).shape),
];

const binary: GradientKernel<'binary'> = ({ name, attrs }, passed, dy) => {
  const [a, b] = [passed.tensor(0), passed.tensor(1)];
  const both = (da: Tensor, db: Tensor) => [unbroadcast(da, a.shape), unbroadcast(db, b.shape)];
  switch (attrs.fn) {
    case 'add':
      return both(dy, dy);
    case 'sub':
      return both(dy, neg(dy));
    case 'mul':
      return both(mul(dy, b), mul(dy, a));
    case 'div':
      return both(div(dy, b), neg(div(mul(dy, a), square(b))));
    case 'max':
    case 'min': {
      const first = attrs.fn === 'max' ? greater(a, b) : less(a, b);
      return both(where(first, dy, zerosLike(dy)), where(first, zerosLike(dy), dy));
    }
    default:
      throw new Error(`the derivative of "${attrs.fn}" (${name}) is not known`);
  }
};

/** Sums a gradient over the axes that broadcasting made. */
function unbroadcast(dy: Tensor, shape: readonly number[]): Tensor {
  const extra = dy.rank - shape.length;
  const axes = dy.shape.flatMap((size, axis) =>
    axis < extra || (shape[axis - extra] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, [...shape]);
}

const activations: ReadonlySet<string> = new Set(activationNames);

const unary: GradientKernel<'unary'> = ({ name, attrs }, passed, dy) => {
  const { fn, alpha, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = attrs;
  const { y } = passed;
  if (activations.has(fn)) {
    return [
      mul(
        dy,
        activationSlope(fn as ActivationName, alpha, () => passed.tensor(0), y),
      ),
    ];
  }
  switch (fn) {
    case 'clip':
      return [where(logicalAnd(greater(y, min), less(y, max)), dy, zerosLike(dy))];
    case 'neg':
      return [neg(dy)];
    case 'exp':
      return [mul(dy, y)];
    case 'log':
      return [div(dy, passed.tensor(0))];
    case 'sqrt':
      return [div(dy, mul(y, 2))];
    case 'square':
      return [mul(dy, mul(passed.tensor(0), 2))];
    case 'abs':
      return [mul(dy, sign(passed.tensor(0)))];
    case 'floor':
    case 'ceil':
    case 'round':
    case 'sign':
      return [zerosLike(dy)];
    case 'reciprocal':
      return [neg(mul(dy, square(y)))];
    default:
      throw new Error(`the derivative of "${fn}" (${name}) is not known`);
  }
};

const pool: GradientKernel<'pool'> = ({ attrs }, passed, dy) => {
  const { kind, size, strides, padding } = attrs;
  const x = passed.tensor(0);
  const options = { filterSize: [...size], strides: [...strides], pad: tfPadding(padding) };
  // The public API has no name for these kernels; all backends have them.
  return kind === 'max'
    ? [engine().runKernel('MaxPoolGrad', { dy, input: x, output: passed.y }, options) as Tensor]
    : [engine().runKernel('AvgPoolGrad', { dy, input: x }, options) as Tensor];
};

const reduce: GradientKernel<'reduce'> = ({ name, attrs }, passed, dy) => {
  const x = passed.tensor(0);
  const axes = (attrs.axes ?? x.shape.map((_, i) => i)).map((a) => (a < 0 ? a + x.rank : a));
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const spread = (g: Tensor): Tensor => broadcastTo(reshape(g, kept), x.shape);
  const count = axes.reduce((n, axis) => n * x.shape[axis]!, 1);
  switch (attrs.fn) {
    case 'sum':
      return [spread(dy)];
    case 'mean':
      return [div(spread(dy), count)];
    case 'max':
    case 'min': {
      const y = spread(passed.y);
      const hit = attrs.fn === 'max' ? less(x, y) : greater(x, y);
      return [where(hit, zerosLike(x), spread(dy))];
    }
    default:
      throw new Error(`the derivative of "${attrs.fn}" (${name}) is not known`);
  }
};

const pad: GradientKernel<'pad'> = ({ name, attrs }, passed, dy) => {
  if (attrs.mode !== 'constant')
    throw new Error(`the derivative of a ${attrs.mode} pad (${name}) is not known`);
  const pairs = attrs.paddings ?? pairsOf(numbersOf(passed.facts, 1));
  const x = passed.tensor(0);
  return [
    slice(
      dy,
      pairs.map(([before]) => before),
      x.shape,
    ),
  ];
};

const concat: GradientKernel<'concat'> = ({ attrs }, passed, dy) => {
  const axis = attrs.axis < 0 ? attrs.axis + dy.rank : attrs.axis;
  let at = 0;
  return Array.from({ length: passed.count }, (_, i) => {
    const { shape } = passed.tensor(i);
    const begin = shape.map((__, d) => (d === axis ? at : 0));
    at += shape[axis]!;
    return slice(dy, begin, shape);
  });
};

const permuted: GradientKernel<'transpose'> = ({ attrs }, passed, dy) => {
  const perm = attrs.perm ?? (passed.count > 1 ? numbersOf(passed.facts, 1) : undefined);
  if (!perm) return [transpose(dy)];
  const back: number[] = [];
  perm.forEach((from, to) => {
    back[from] = to;
  });
  return [transpose(dy, back)];
};

const batchNorm: GradientKernel<'batchNorm'> = ({ attrs }, passed, dy) => {
  const slope = mul(passed.tensor(1), rsqrt(add(passed.tensor(4), attrs.epsilon)));
  return [mul(dy, slope)];
};

const prelu: GradientKernel<'prelu'> = (_, passed, dy) => {
  const x = passed.tensor(0);
  return [where(greater(x, 0), dy, mul(dy, passed.tensor(1)))];
};

const resize: GradientKernel<'resize'> = ({ attrs }, passed, dy) => {
  if (attrs.halfPixel) throw new Error('the derivative of a resize with half-pixel centres is not known');
  const kernel = attrs.method === 'bilinear' ? 'ResizeBilinearGrad' : 'ResizeNearestNeighborGrad';
  const images = passed.tensor(0);
  return [engine().runKernel(kernel, { images, dy }, { alignCorners: attrs.alignCorners }) as Tensor];
};

/** Ops whose derivative is known. Layers have their own. */
export const gradientKernels: { readonly [K in OpName]?: GradientKernel<K> } = {
  identity: sameValues,
  reshape: sameValues,
  flatten: sameValues,
  squeeze: sameValues,
  expandDims: sameValues,
  binary,
  unary,
  prelu,
  pool,
  reduce,
  pad,
  concat,
  transpose: permuted,
  batchNorm,
  resize,
};
