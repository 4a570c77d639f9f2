import type { Layer, LayerKind } from './Layer.ts';
import type { Model, ModelNode, TensorId } from './Model.ts';
import type { ResolvedShapes } from './resolveShapes.ts';

/** Nodes whose output holds the very values of their first input (or zeros): one quantizer serves both sides. */
const quantizationNeutral: ReadonlySet<string> = new Set([
  'identity',
  'pad',
  'reshape',
  'flatten',
  'transpose',
  'squeeze',
  'expandDims',
  'spaceToBatch',
  'batchToSpace',
  'spaceToDepth',
  'depthToSpace',
]);

/**
 * The layers of a model that a profile can quantize, in topological order, with their facts for one image.
 * A layer is a convolution or dense node whose filter is stored in the file.
 * @param shapes of every tensor, from `resolveShapes` at batch 1 (MACs and shapes are per image)
 */
export function listLayers(model: Model, shapes: ResolvedShapes): Layer[] {
  return model.nodes.flatMap((node) => {
    const layer = layerOf(model, node, shapes);
    return layer ? [layer] : [];
  });
}

/** The tensor whose quantizer `tensor` shares: traced back through pads, reshapes, transposes and the like. */
export function sourceTensorOf(model: Model, tensor: TensorId): TensorId {
  for (let id = tensor; ; ) {
    const producer = model.tensors[id]!.producer;
    if (producer === null) return id;
    const node = model.nodes[producer]!;
    const zeroPad = node.op !== 'pad' || node.attrs.mode !== 'constant' || node.attrs.value === 0;
    if (!quantizationNeutral.has(node.op) || node.activation || !zeroPad) return id;
    id = node.inputs[0]!;
  }
}

function layerOf(model: Model, node: ModelNode, shapes: ResolvedShapes): Layer | null {
  const kind = kindOf(node);
  const [x, w, b] = node.inputs;
  const y = node.outputs[0];
  if (!kind || x === undefined || w === undefined || y === undefined) return null;
  if (!model.tensors[w]!.constant || model.tensors[x]!.constant) return null;
  const inputShape = shapes.shape(x);
  const outputShape = shapes.shape(y);
  const weightShape = shapes.shape(w);
  const outputCount = product(outputShape.slice(1));
  const parameters = product(weightShape);
  return {
    name: node.name,
    node: node.id,
    kind,
    label: labelOf(node, weightShape),
    macs: macsOf(node, inputShape, outputCount, weightShape),
    parameters,
    biases: b !== undefined && model.tensors[b]!.constant ? product(shapes.shape(b)) : 0,
    outputChannels: outputShape.at(-1) ?? 1,
    inputTensor: x,
    sourceTensor: sourceTensorOf(model, x),
    weightTensor: w,
    outputTensor: y,
    inputShape: inputShape.slice(1),
    outputShape: outputShape.slice(1),
    weightShape,
  };
}

function kindOf(node: ModelNode): LayerKind | null {
  switch (node.op) {
    case 'conv':
      return 'conv';
    case 'depthwiseConv':
      return 'depthwise_conv';
    case 'transposeConv':
      return 'transpose_conv';
    case 'dense':
      return 'dense';
    default:
      return null;
  }
}

/** One MAC is one multiply and one add; taps that fall on padding are counted, as is usual. */
function macsOf(
  node: ModelNode,
  inputShape: readonly number[],
  outputCount: number,
  weightShape: readonly number[],
): number {
  const [h = 1, w = 1, c = 1] = weightShape;
  if (node.op === 'depthwiseConv') return outputCount * h * w;
  if (node.op === 'transposeConv') return product(inputShape.slice(1, 3)) * product(weightShape);
  if (node.op === 'dense') return outputCount * h;
  return outputCount * h * w * c;
}

function labelOf(node: ModelNode, [h, w]: readonly number[]): string {
  if (node.op === 'dense') return 'Dense';
  if (node.op !== 'conv' && node.op !== 'depthwiseConv' && node.op !== 'transposeConv') return node.op;
  const title = { conv: 'Conv2D', depthwiseConv: 'DepthwiseConv2D', transposeConv: 'Conv2DTranspose' }[
    node.op
  ];
  const { strides, dilations } = node.attrs;
  const pair = ([a, b]: readonly [number, number]): string => (a === b ? `${a}` : `${a}x${b}`);
  const stride = strides[0] * strides[1] > 1 ? ` /${pair(strides)}` : '';
  const dilation = dilations[0] * dilations[1] > 1 ? ` dilated ${pair(dilations)}` : '';
  const groups = node.op === 'conv' && node.attrs.groups > 1 ? ` ${node.attrs.groups} groups` : '';
  return `${title} ${h}x${w}${stride}${dilation}${groups}`;
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
