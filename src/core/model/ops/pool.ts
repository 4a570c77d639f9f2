import { input, type OpShape } from './OpShape.ts';
import { image, spatialOutput } from './spatialOutput.ts';

export const pool: OpShape<'pool'> = ({ size, strides, padding }, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  return [
    {
      shape: [
        n,
        spatialOutput(h, size[0], strides[0], 1, padding, 'height'),
        spatialOutput(w, size[1], strides[1], 1, padding, 'width'),
        c,
      ],
      dtype: x.dtype,
    },
  ];
};
