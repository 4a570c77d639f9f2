import { input, type OpShape } from './OpShape.ts';

export const batchNorm: OpShape<'batchNorm'> = (_attrs, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  const channels = input(inputs, 3).shape[0];
  if (channels !== shape.at(-1)) {
    throw new Error(`it normalizes ${channels} channels, but the input [${shape}] has ${shape.at(-1)}.`);
  }
  return [{ shape, dtype }];
};
