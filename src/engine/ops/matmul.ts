import { cast, matMul } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

/** Integers are multiplied as floats, which is exact up to 2^24: WebAssembly has no integer kernel. */
export const matmul: Kernel<'matmul'> = ({ attrs }, x) => {
  const [a, b] = [x.tensor(0), x.tensor(1)];
  const integers = a.dtype === 'int32' && b.dtype === 'int32';
  const y = matMul(cast(a, 'float32'), cast(b, 'float32'), attrs.transposeA, attrs.transposeB);
  return [integers ? cast(y, 'int32') : y];
};
