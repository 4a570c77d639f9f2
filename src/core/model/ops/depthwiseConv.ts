import { input, type OpShape } from './OpShape.ts';
import { image, spatialOutput } from './spatialOutput.ts';

export const depthwiseConv: OpShape<'depthwiseConv'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  const [fh, fw, fc, multiplier] = image(input(inputs, 1).shape);
  if (fc !== c) throw new Error(`its filter has ${fc} channels, but the input has ${c}.`);
  const { strides, dilations, padding } = attrs;
  return [
    {
      shape: [
        n,
        spatialOutput(h, fh, strides[0], dilations[0], padding, 'height'),
        spatialOutput(w, fw, strides[1], dilations[1], padding, 'width'),
        c * multiplier,
      ],
      dtype: x.dtype,
    },
  ];
};
