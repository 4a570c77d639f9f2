import { input, type OpShape } from './OpShape.ts';
import { image } from './spatialOutput.ts';

export const depthToSpace: OpShape<'depthToSpace'> = ({ block }, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  if (c % (block * block) !== 0)
    throw new Error(`${c} channels do not divide into blocks of ${block}x${block}.`);
  return [{ shape: [n, h * block, w * block, c / (block * block)], dtype: x.dtype }];
};
