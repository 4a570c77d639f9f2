import { reshape, transpose } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

/** TensorFlow.js has no kernel of this name: cut into blocks, bring a block's pixels to the channels. */
export const spaceToDepth: Kernel<'spaceToDepth'> = ({ attrs: { block } }, x) => {
  const [n, h, w, c] = x.fact(0).shape as [number, number, number, number];
  const blocks = reshape(x.tensor(0), [n, h / block, block, w / block, block, c]);
  return [reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [...x.outputs[0]!.shape])];
};
