import { split as part } from '@tensorflow/tfjs-core';
import { axisOf } from '../../core/model/ops/OpShape.ts';
import type { Kernel } from './Kernel.ts';

export const split: Kernel<'split'> = ({ attrs }, inputs) => {
  const axis = axisOf(attrs.axis, inputs.fact(0).shape.length);
  return part(
    inputs.tensor(0),
    inputs.outputs.map((fact) => fact.shape[axis]!),
    axis,
  );
};
