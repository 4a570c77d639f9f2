import type { OpAttrs, OpName } from '../Model.ts';
import type { TensorFact } from '../TensorFact.ts';

/**
 * Shape rule of one op: facts of the inputs -> facts of the outputs; with values where all inputs have them.
 * Throws an Error (without the node's name, which the caller adds) when the inputs do not fit.
 */
export type OpShape<K extends OpName> = (
  attrs: OpAttrs[K],
  inputs: readonly TensorFact[],
  outputs: number,
) => TensorFact[];

export function input(inputs: readonly TensorFact[], index: number): TensorFact {
  const fact = inputs[index];
  if (!fact) throw new Error(`input ${index} is missing.`);
  return fact;
}

/** Whole elements of a parameter that came as a tensor. Throws when it depends on the data. */
export function numbersOf(inputs: readonly TensorFact[], index: number): number[] {
  const { value } = input(inputs, index);
  if (!value)
    throw new Error(`input ${index} must be known before the network runs, but depends on its data.`);
  return Array.from(value);
}

/** Counts negative axes from the end. Throws when out of range. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= Math.max(rank, 1))
    throw new Error(`axis ${axis} does not exist in rank ${rank}.`);
  return positive;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/**
 * Elements of an array of `shape` in row-major order, each read from `source` at
 * `offset + sum(index[d] * strides[d])`: slices, transposes, broadcasts and reversals are all this.
 */
export function gatherStrided(
  source: ArrayLike<number>,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < out.length; i++) {
    out[i] = source[at]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      at += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      at -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return out;
}

/** Rounds to what the tensor's type can hold. */
export function asDtype(value: ArrayLike<number>, dtype: TensorFact['dtype']): ArrayLike<number> {
  if (dtype === 'float32') return Float32Array.from(value);
  if (dtype === 'bool') return Int32Array.from(value, (x) => (x ? 1 : 0));
  return Int32Array.from(value, (x) => Math.trunc(x));
}

/** A fact with the same values in another shape. */
export function reshaped(fact: TensorFact, shape: readonly number[]): TensorFact {
  if (sizeOf(shape) !== sizeOf(fact.shape)) {
    throw new Error(`[${fact.shape}] does not fit the shape [${shape}].`);
  }
  return { ...fact, shape };
}
