import {
  add,
  atan2,
  div,
  equal,
  floorDiv,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  mod,
  mul,
  notEqual,
  pow,
  squaredDifference,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { BinaryName } from '../../core/model/Model.ts';
import type { Kernel } from './Kernel.ts';

const functions: Readonly<Record<BinaryName, (a: Tensor, b: Tensor) => Tensor>> = {
  add,
  sub,
  mul,
  div,
  floorDiv,
  mod,
  pow,
  max: maximum,
  min: minimum,
  squaredDifference,
  atan2,
  greater,
  greaterEqual,
  less,
  lessEqual,
  equal,
  notEqual,
  and: logicalAnd,
  or: logicalOr,
};

export const binary: Kernel<'binary'> = ({ attrs }, x) => [functions[attrs.fn](x.tensor(0), x.tensor(1))];
