import {
  add,
  div,
  erf,
  exp,
  mul,
  neg,
  relu6,
  sigmoid,
  square,
  step,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { ActivationName } from '../../core/model/Model.ts';

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/**
 * The derivative of an activation, by which a gradient is multiplied. `y` is the activation's output; what went in, `x`, is
 * made only where the output does not tell enough. Runs inside a tidy.
 */
export function activationSlope(
  fn: ActivationName,
  alpha: number | undefined,
  x: () => Tensor,
  y: Tensor,
): Tensor {
  // A step, 0 or 1, and a product: on WebAssembly several times faster than comparing and choosing.
  const inside = (v: Tensor, low: number, high: number): Tensor => step(mul(sub(v, low), sub(high, v)));
  switch (fn) {
    case 'relu':
      return step(y);
    case 'relu6':
      return inside(y, 0, 6);
    case 'leakyRelu': {
      const low = alpha ?? 0.2;
      return add(mul(step(y), 1 - low), low);
    }
    case 'elu':
      return add(step(y), mul(sub(1, step(y)), add(y, alpha ?? 1)));
    case 'selu':
      return add(mul(step(y), seluScale), mul(sub(1, step(y)), add(y, seluScale * seluAlpha)));
    case 'sigmoid':
      return mul(y, sub(1, y));
    case 'tanh':
      return sub(1, square(y));
    case 'hardSigmoid':
      return mul(inside(y, 0, 1), alpha ?? 0.2);
    case 'softplus':
      return sigmoid(x());
    case 'swish': {
      const s = sigmoid(x());
      return add(s, mul(y, sub(1, s)));
    }
    case 'hardSwish': {
      const v = x();
      return mul(add(relu6(add(v, 3)), mul(v, inside(v, -3, 3))), alpha ?? 1 / 6);
    }
    case 'gelu': {
      const v = x();
      const share = mul(add(erf(mul(v, Math.SQRT1_2)), 1), 0.5);
      const density = div(exp(neg(div(square(v), 2))), Math.sqrt(2 * Math.PI));
      return add(share, mul(v, density));
    }
  }
}
