import {
  add,
  clipByValue,
  elu,
  erf,
  leakyRelu,
  mul,
  relu,
  relu6,
  selu,
  sigmoid,
  softplus,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';
import type { ActivationName } from '../../core/model/Model.ts';

/**
 * Activations by name. hardSigmoid is clip(alpha x + 0.5), alpha 0.2 unless given, as Keras 2 has it;
 * hardSwish is alpha x relu6(x + 3), alpha 1/6 unless given.
 */
export function activate(x: Tensor, fn: ActivationName, alpha?: number): Tensor {
  switch (fn) {
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'leakyRelu':
      return leakyRelu(x, alpha ?? 0.2);
    case 'elu':
      return alpha === undefined || alpha === 1 ? elu(x) : scaledElu(x, alpha);
    case 'selu':
      return selu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'tanh':
      return tanh(x);
    case 'swish':
      return mul(x, sigmoid(x));
    case 'hardSwish':
      return mul(x, mul(relu6(add(x, 3)), alpha ?? 1 / 6));
    case 'hardSigmoid':
      return clipByValue(add(mul(x, alpha ?? 0.2), 0.5), 0, 1);
    case 'softplus':
      return softplus(x);
    case 'gelu':
      return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
  }
}

/** elu with another slope: the positive part unchanged, the negative part times alpha. */
function scaledElu(x: Tensor, alpha: number): Tensor {
  const negative = mul(elu(clipByValue(x, Number.NEGATIVE_INFINITY, 0)), alpha);
  return add(relu(x), negative);
}
