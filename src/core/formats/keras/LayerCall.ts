import type { ActivationName, FusedActivation, TensorData, TensorId } from '../../model/Model.ts';
import type { ModelBuilder } from '../../model/ModelBuilder.ts';
import type { Config } from '../Config.ts';
import { ReadError } from '../ReadError.ts';

/** One use of one Keras layer: what its handler needs to add nodes. */
export interface LayerCall {
  readonly builder: ModelBuilder;
  /** The layer's name, which becomes the node's. */
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  readonly inputs: readonly TensorId[];
  /**
   * A stored weight as a constant tensor, by its Keras name (`kernel`) and its place in the layer's list of
   * weights; `reshape` gives it another shape. Throws a ReadError when the file has none.
   */
  weight(suffix: string, index: number, reshape?: (shape: readonly number[]) => number[]): TensorId;
  /** A constant of our own making. */
  constant(suffix: string, data: TensorData): TensorId;
}

/** Adds a layer's nodes; returns its output. */
export type LayerHandler = (call: LayerCall) => TensorId;

export function onlyInput(call: LayerCall): TensorId {
  const [x] = call.inputs;
  if (x === undefined) throw new ReadError(`${call.config.where} has no input.`);
  return x;
}

/** Keras names -> ours, for those that a layer can carry as its fused activation. */
const activationNames: Readonly<Record<string, ActivationName>> = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  swish: 'swish',
  silu: 'swish',
  hard_sigmoid: 'hardSigmoid',
  hardSigmoid: 'hardSigmoid',
  softplus: 'softplus',
  gelu: 'gelu',
};

/** The `activation` of a layer's config: carried by the layer's node where that can be, else nodes of its own. */
export interface ActivationPlan {
  readonly fused?: FusedActivation;
  /** Adds what is not fused. */
  after(x: TensorId): TensorId;
}

export function activationOf(call: LayerCall): ActivationPlan {
  const written = call.config.raw('activation');
  const name =
    typeof written === 'object' && written !== null
      ? String((written as { class_name?: unknown }).class_name)
      : String(written ?? 'linear');
  const fn = activationNames[name];
  if (fn) return { fused: { fn }, after: (x) => x };
  return { after: (x) => applyActivation(call, x, name, `${call.name}/${name}`) };
}

/** Adds the nodes of an activation given by its Keras name. Throws a ReadError naming the layer. */
export function applyActivation(
  { builder, config }: LayerCall,
  x: TensorId,
  activation: string,
  name: string,
): TensorId {
  const fn = activationNames[activation];
  if (fn) return builder.add('unary', name, [x], { fn });
  switch (activation) {
    case 'linear':
      return x;
    case 'softmax':
      return builder.add('softmax', name, [x], { axis: -1 });
    case 'log_softmax':
    case 'logSoftmax':
      return builder.add('softmax', name, [x], { axis: -1, log: true });
    case 'softsign':
      return builder.add('unary', name, [x], { fn: 'softsign' });
    case 'exponential':
      return builder.add('unary', name, [x], { fn: 'exp' });
    case 'mish': {
      const plus = builder.add('unary', `${name}/softplus`, [x], { fn: 'softplus' });
      const gate = builder.add('unary', `${name}/tanh`, [plus], { fn: 'tanh' });
      return builder.add('binary', name, [x, gate], { fn: 'mul' });
    }
    default:
      throw new ReadError(`${config.where}: the activation "${activation}" is not supported.`);
  }
}
