import { image, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const resize: Kernel<'resize'> = ({ attrs }, inputs) => {
  const [, height, width] = inputs.outputs[0]!.shape;
  const run = attrs.method === 'bilinear' ? image.resizeBilinear : image.resizeNearestNeighbor;
  return [run(inputs.tensor(0) as Tensor4D, [height!, width!], attrs.alignCorners, attrs.halfPixel)];
};
