import { asDtype, input, type OpShape } from './OpShape.ts';

export const cast: OpShape<'cast'> = ({ dtype }, inputs) => {
  const { shape, value } = input(inputs, 0);
  return [{ shape, dtype, ...(value ? { value: asDtype(value, dtype) } : {}) }];
};
