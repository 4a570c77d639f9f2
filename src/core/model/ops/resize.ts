import { input, numbersOf, type OpShape } from './OpShape.ts';
import { image } from './spatialOutput.ts';

export const resize: OpShape<'resize'> = ({ size, scale }, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  const [height = 0, width = 0] = size ?? (scale ? [h * scale[0], w * scale[1]] : numbersOf(inputs, 1));
  return [{ shape: [n, height, width, c], dtype: 'float32' }];
};
