import { input, type OpShape } from './OpShape.ts';
import { image } from './spatialOutput.ts';

export const transposeConv: OpShape<'transposeConv'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const [n, h, w, c] = image(x.shape);
  const [fh, fw, out, fc] = image(input(inputs, 1).shape);
  if (fc !== c) throw new Error(`its filter reads ${fc} channels, but the input has ${c}.`);
  const { strides, padding, outputSize } = attrs;
  const grown = (size: number, window: number, stride: number, pads: number): number =>
    padding === 'same' ? size * stride : (size - 1) * stride + window - pads;
  const [vertical, horizontal] =
    typeof padding === 'string' ? [0, 0] : [padding.top + padding.bottom, padding.left + padding.right];
  return [
    {
      shape: [
        n,
        outputSize?.[0] ?? grown(h, fh, strides[0], vertical),
        outputSize?.[1] ?? grown(w, fw, strides[1], horizontal),
        out,
      ],
      dtype: x.dtype,
    },
  ];
};
