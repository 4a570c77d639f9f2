import type { Preprocess } from './Dataset.ts';

export type PresetName = 'tf' | 'torch' | 'caffe' | 'zero-one' | 'none';

/** All of a preprocess but the size, which is the network's. */
export type Preset = Omit<Preprocess, 'height' | 'width'>;

const common = {
  fit: 'crop',
  cropFraction: 0.875,
  channels: 'RGB',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  layout: 'NHWC',
} as const;

/** The usual scalings, as Keras `imagenet_utils.preprocess_input` and torchvision define them. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  tf: { ...common, scale: 1 / 127.5, mean: [1, 1, 1] },
  torch: { ...common, scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  caffe: { ...common, channels: 'BGR', scale: 1, mean: [103.939, 116.779, 123.68] },
  'zero-one': { ...common, scale: 1 / 255 },
  none: { ...common, scale: 1 },
};

/** For people. */
export const presetTitles: Readonly<Record<PresetName, string>> = {
  tf: 'tf: −1 to 1',
  torch: 'torch: ImageNet mean and deviation',
  caffe: 'caffe: BGR minus ImageNet mean',
  'zero-one': '0 to 1',
  none: 'none: 0 to 255',
};

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** The name of the preset that a preprocess equals, or `custom`. Gray counts as RGB of one channel. */
export function presetOf(preprocess: Preprocess): PresetName | 'custom' {
  const same = presetNames.find((name) => {
    const preset = presets[name];
    const channels = preprocess.channels === 'gray' ? 'RGB' : preprocess.channels;
    return (
      preset.channels === channels &&
      near(preset.scale, preprocess.scale) &&
      preprocess.mean.every((value, index) => near(value, preset.mean[index] ?? Number.NaN)) &&
      preprocess.std.every((value, index) => near(value, preset.std[index] ?? Number.NaN))
    );
  });
  return same ?? 'custom';
}

/** Puts a preset's numbers into a preprocess, keeping size, fit, layout, and gray where the network reads one channel. */
export function withPreset(preprocess: Preprocess, name: PresetName): Preprocess {
  const { channels, scale, mean, std } = presets[name];
  if (preprocess.channels !== 'gray') return { ...preprocess, channels, scale, mean, std };
  return { ...preprocess, scale, mean: mean.slice(0, 1), std: std.slice(0, 1) };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
}
