import { input, type OpShape } from './OpShape.ts';

export const identity: OpShape<'identity'> = (_attrs, inputs) => [input(inputs, 0)];
