import type { BinaryName } from '../Model.ts';
import { broadcastShapes, broadcastStrides } from './broadcastShapes.ts';
import { asDtype, gatherStrided, input, type OpShape } from './OpShape.ts';

const bool = (value: boolean): number => (value ? 1 : 0);

/** Plain-number meaning of every binary op. */
export const binaryFunctions: Readonly<Record<BinaryName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDiv: (a, b) => Math.floor(a / b),
  mod: (a, b) => a - Math.floor(a / b) * b,
  pow: (a, b) => a ** b,
  max: Math.max,
  min: Math.min,
  squaredDifference: (a, b) => (a - b) * (a - b),
  atan2: Math.atan2,
  greater: (a, b) => bool(a > b),
  greaterEqual: (a, b) => bool(a >= b),
  less: (a, b) => bool(a < b),
  lessEqual: (a, b) => bool(a <= b),
  equal: (a, b) => bool(a === b),
  notEqual: (a, b) => bool(a !== b),
  and: (a, b) => bool(a !== 0 && b !== 0),
  or: (a, b) => bool(a !== 0 || b !== 0),
};

const answersBool: ReadonlySet<BinaryName> = new Set([
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'and',
  'or',
]);

export const binary: OpShape<'binary'> = ({ fn }, inputs) => {
  const a = input(inputs, 0);
  const b = input(inputs, 1);
  const shape = broadcastShapes(a.shape, b.shape);
  const mixed = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : a.dtype;
  const dtype = answersBool.has(fn) ? 'bool' : mixed;
  if (!a.value || !b.value) return [{ shape, dtype }];
  const left = gatherStrided(a.value, shape, broadcastStrides(a.shape, shape));
  const right = gatherStrided(b.value, shape, broadcastStrides(b.shape, shape));
  // TensorFlow.js divides two int32 tensors with floor.
  const compute = binaryFunctions[fn === 'div' && mixed === 'int32' ? 'floorDiv' : fn];
  return [
    {
      shape,
      dtype,
      value: asDtype(
        left.map((x, i) => compute(x, right[i]!)),
        dtype,
      ),
    },
  ];
};
