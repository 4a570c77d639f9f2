import { input, type OpShape } from './OpShape.ts';
import { image } from './spatialOutput.ts';

export const spaceToDepth: OpShape<'spaceToDepth'> = ({ block }, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  if (h % block !== 0 || w % block !== 0)
    throw new Error(`${h}x${w} does not divide into blocks of ${block}.`);
  return [{ shape: [n, h / block, w / block, c * block * block], dtype: x.dtype }];
};
