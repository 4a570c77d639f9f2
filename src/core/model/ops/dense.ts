import { input, type OpShape } from './OpShape.ts';

export const dense: OpShape<'dense'> = (_attrs, inputs) => {
  const x = input(inputs, 0);
  const [units, out] = input(inputs, 1).shape;
  const last = x.shape.at(-1);
  if (units !== last || out === undefined) {
    throw new Error(`its kernel reads ${units} values, but the input [${x.shape}] has ${last}.`);
  }
  return [{ shape: [...x.shape.slice(0, -1), out], dtype: x.dtype }];
};
