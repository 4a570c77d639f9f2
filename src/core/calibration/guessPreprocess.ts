import type { Model } from '../model/Model.ts';
import type { Preprocess } from './Dataset.ts';
import { type PresetName, withPreset } from './presets.ts';

/** Size taken where the model leaves height or width open. */
const openSize = 224;

export interface GuessedPreprocess {
  readonly preprocess: Preprocess;
  readonly preset: PresetName;
  /** One sentence: what the guess rests on. */
  readonly why: string;
}

/** Names that tell how a family of networks was trained (Keras Applications, TensorFlow Hub and Slim, torchvision). */
const families: readonly { readonly pattern: RegExp; readonly preset: PresetName; readonly title: string }[] =
  [
    {
      pattern: /resnet\d*v2|inception|xception|mobilenet|nasnet/i,
      preset: 'tf',
      title: 'this family is trained on −1 to 1',
    },
    {
      pattern: /resnet|vgg/i,
      preset: 'caffe',
      title: 'Keras ResNet and VGG read BGR minus the ImageNet mean',
    },
    {
      pattern: /densenet|regnet|convnext|shufflenet|squeezenet/i,
      preset: 'torch',
      title: 'this family is trained with torch scaling',
    },
    { pattern: /efficientnet/i, preset: 'none', title: 'Keras EfficientNet scales inside the network' },
    { pattern: /mnist|cifar/i, preset: 'zero-one', title: 'networks for small pictures mostly read 0 to 1' },
  ];

/**
 * A first guess of how pictures become the network's input, from its input's shape, its first nodes and known names.
 * Null when the network does not read one picture of 1 or 3 channels.
 */
export function guessPreprocess(model: Model): GuessedPreprocess | null {
  const input = model.tensors[model.inputs[0] ?? -1];
  const [, a, b, c] = input?.shape ?? [];
  if (!input || model.inputs.length !== 1 || input.shape.length !== 4) return null;
  const last = c === 1 || c === 3;
  if (!last && a !== 1 && a !== 3) return null;
  const [height, width, channels] = last ? [a, b, c] : [b, c, a];
  const base: Preprocess = {
    height: height ?? openSize,
    width: width ?? openSize,
    fit: 'crop',
    cropFraction: (height ?? openSize) >= 128 ? 0.875 : 1,
    channels: channels === 1 ? 'gray' : 'RGB',
    scale: 1,
    mean: channels === 1 ? [0] : [0, 0, 0],
    std: channels === 1 ? [1] : [1, 1, 1],
    layout: last ? 'NHWC' : 'NCHW',
  };
  const { preset, why } = guessPreset(model);
  return { preprocess: withPreset(base, preset), preset, why };
}

function guessPreset(model: Model): { preset: PresetName; why: string } {
  const readers = model.nodes.filter((node) => node.inputs.includes(model.inputs[0]!));
  const scales = readers.some(
    (node) => node.op === 'binary' && ['sub', 'mul', 'div', 'add'].includes(node.attrs.fn),
  );
  const normalises = readers.some((node) => node.op === 'batchNorm');
  if (scales || normalises)
    return {
      preset: 'none',
      why: 'The network scales its input itself, so it is given 0 to 255. Please check.',
    };
  if (model.format === 'tfjs-graph' && model.tensors[model.inputs[0]!]!.shape.at(-1) === 3) {
    const name = `${model.name} ${model.nodes
      .slice(0, 6)
      .map((node) => node.name)
      .join(' ')}`;
    if (/mobilenetv1/i.test(name))
      return { preset: 'zero-one', why: 'TensorFlow Hub MobileNets read 0 to 1. Please check.' };
  }
  const text = [model.name, ...model.nodes.slice(0, 12).map((node) => node.name)].join(' ');
  const kerasResNet = model.nodes.some((node) => /^(conv1|res2a_branch2a|conv1_conv)$/.test(node.name));
  const family = families.find(({ pattern }) => pattern.test(text));
  if (family) return { preset: family.preset, why: `By its names: ${family.title}. Please check.` };
  if (
    kerasResNet &&
    model.nodes.some((node) => /^res\d[a-z]_branch2a$|^conv2_block1_1_conv$/.test(node.name))
  )
    return {
      preset: 'caffe',
      why: 'By its names this is Keras ResNet, which reads BGR minus the ImageNet mean. Please check.',
    };
  return {
    preset: 'zero-one',
    why: 'Nothing in the file says how its input is scaled; 0 to 1 is the commonest. Please check.',
  };
}
