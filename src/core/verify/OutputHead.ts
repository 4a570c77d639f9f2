import type { Model, ModelNode, TensorId } from '../model/Model.ts';
import type { ResolvedShapes } from '../model/resolveShapes.ts';

/**
 * What an output is compared by. `classes`: Kullback-Leibler divergence and the top class. `image`: PSNR.
 * `values`: SQNR alone (detectors, embeddings, segmentation maps).
 */
export type HeadKind = 'classes' | 'image' | 'values';

/** One output of the network. */
export interface OutputHead {
  readonly tensor: TensorId;
  readonly name: string;
  readonly kind: HeadKind;
  /** For `classes`: true where the values are probabilities already (a softmax ends the network), else they are logits. */
  readonly probabilities: boolean;
  /** Values of one image. */
  readonly size: number;
}

/** Ops that hand on a softmax's values unchanged. */
const carriers: ReadonlySet<string> = new Set([
  'identity',
  'reshape',
  'flatten',
  'squeeze',
  'expandDims',
  'cast',
]);

/**
 * The outputs of a network and how each is judged. An output of one value per class (rank 2 after shapes of one are
 * dropped, more than two values) that a softmax ends, or that a dense layer or 1x1 head without a bounded activation
 * makes, counts as classes; an output of rank 4 with 1, 3 or 4 channels that is as large as the input or larger is an
 * image; everything else is values. @param shapes at batch 1
 */
export function outputHeads(model: Model, shapes: ResolvedShapes): OutputHead[] {
  return [...new Set(model.outputs)].map((tensor) => {
    const shape = shapes.shape(tensor);
    const size = shape.slice(1).reduce((n, d) => n * d, 1);
    const maker = makerOf(model, tensor);
    const probabilities = maker?.op === 'softmax' && maker.attrs.log !== true;
    const flat = shape.slice(1).filter((d) => d !== 1).length === 1 && shape.at(-1) === size;
    const bounded = maker?.activation !== undefined || maker?.op === 'unary';
    const isClasses = flat && size > 2 && (maker?.op === 'softmax' || (!bounded && isClassifier(maker)));
    const kind: HeadKind = isClasses ? 'classes' : isImage(model, shapes, shape) ? 'image' : 'values';
    return {
      tensor,
      name: model.tensors[tensor]!.name,
      kind,
      probabilities: isClasses && probabilities,
      size,
    };
  });
}

/** The tensor of a classifier's logits: the softmax's input where one ends the network, else the output itself. */
export function logitsOf(model: Model, head: OutputHead): TensorId {
  const maker = makerOf(model, head.tensor);
  return maker?.op === 'softmax' ? maker.inputs[0]! : head.tensor;
}

/** The node whose values an output shows. */
function makerOf(model: Model, tensor: TensorId): ModelNode | null {
  for (let id = tensor; ; ) {
    const producer = model.tensors[id]!.producer;
    if (producer === null) return null;
    const node = model.nodes[producer]!;
    if (!carriers.has(node.op) || node.activation) return node;
    id = node.inputs[0]!;
  }
}

function isClassifier(node: ModelNode | null): boolean {
  if (!node) return false;
  // A global pool over a 1x1 convolution, or logits straight from one.
  return ['dense', 'conv', 'matmul', 'binary', 'reduce', 'pool'].includes(node.op);
}

function isImage(model: Model, shapes: ResolvedShapes, shape: readonly number[]): boolean {
  const input = model.inputs[0];
  if (shape.length !== 4 || input === undefined) return false;
  const [, height = 0, width = 0] = shapes.shape(input);
  const [, rows = 0, columns = 0, channels = 0] = shape;
  return [1, 3, 4].includes(channels) && rows >= height && columns >= width && rows > 1;
}
