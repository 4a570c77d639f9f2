import { input, type OpShape } from './OpShape.ts';
import { image, spatialOutput } from './spatialOutput.ts';

export const conv: OpShape<'conv'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  const [fh, fw, fc, out] = image(input(inputs, 1).shape);
  if (fc * attrs.groups !== c) {
    throw new Error(`its filter reads ${fc * attrs.groups} channels, but the input has ${c}.`);
  }
  const { strides, dilations, padding } = attrs;
  return [
    {
      shape: [
        n,
        spatialOutput(h, fh, strides[0], dilations[0], padding, 'height'),
        spatialOutput(w, fw, strides[1], dilations[1], padding, 'width'),
        out,
      ],
      dtype: x.dtype,
    },
  ];
};
