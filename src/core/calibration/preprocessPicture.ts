import type { Picture, Preprocess } from './Dataset.ts';
import { resampleAxis } from './resampleAxis.ts';

/** The part of a picture that is read, in its pixels, and where it goes, in the output's. */
interface Placement {
  readonly source: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly target: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/**
 * A picture as the network reads it: resized, channels in order, x = (pixel * scale - mean) / std.
 * Returns [height, width, channels] (NHWC) or [channels, height, width] (NCHW). Alpha is ignored; gray is
 * ITU-R 601 luma. Bars of `pad` are pixels of value 0, then scaled like the others.
 */
export function preprocessPicture(picture: Picture, preprocess: Preprocess): Float32Array {
  const { height, width, channels, layout } = preprocess;
  const count = channels === 'gray' ? 1 : 3;
  const pixels = resize(picture, placement(picture, preprocess), height, width);
  const values = new Float32Array(height * width * count);
  const area = height * width;
  for (let channel = 0; channel < count; channel++) {
    const at = channels === 'BGR' ? 2 - channel : channel;
    const mean = preprocess.mean[channel % preprocess.mean.length] ?? 0;
    const std = preprocess.std[channel % preprocess.std.length] ?? 1;
    for (let pixel = 0; pixel < area; pixel++) {
      const from = pixel * 3;
      const value =
        count === 1
          ? 0.299 * pixels[from]! + 0.587 * pixels[from + 1]! + 0.114 * pixels[from + 2]!
          : pixels[from + at]!;
      values[layout === 'NHWC' ? pixel * count + channel : channel * area + pixel] =
        (value * preprocess.scale - mean) / std;
    }
  }
  return values;
}

function placement(picture: Picture, { height, width, fit, cropFraction }: Preprocess): Placement {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const full = { x: 0, y: 0, width, height };
  if (fit === 'stretch') return { source: whole, target: full };
  if (fit === 'crop') {
    const ratio = Math.min(picture.width / width, picture.height / height) * cropFraction;
    const source = { width: width * ratio, height: height * ratio };
    return {
      source: { ...source, x: (picture.width - source.width) / 2, y: (picture.height - source.height) / 2 },
      target: full,
    };
  }
  const ratio = Math.min(width / picture.width, height / picture.height);
  const target = {
    width: Math.max(1, Math.round(picture.width * ratio)),
    height: Math.max(1, Math.round(picture.height * ratio)),
  };
  return {
    source: whole,
    target: { ...target, x: (width - target.width) >> 1, y: (height - target.height) >> 1 },
  };
}

/** Pixels 0..255, [height, width, 3], not rounded. Columns first, then rows. */
function resize(
  picture: Picture,
  { source, target }: Placement,
  height: number,
  width: number,
): Float64Array {
  const columns = resampleAxis(source.x, source.width, picture.width, target.width);
  const rows = resampleAxis(source.y, source.height, picture.height, target.height);
  const top = rows.first[0] ?? 0;
  const bottom = (rows.first.at(-1) ?? 0) + (rows.weights.at(-1)?.length ?? 1);
  const squeezed = new Float64Array((bottom - top) * target.width * 3);
  for (let y = top; y < bottom; y++)
    for (let x = 0; x < target.width; x++) {
      const to = ((y - top) * target.width + x) * 3;
      columns.weights[x]!.forEach((weight, tap) => {
        const from = (y * picture.width + columns.first[x]! + tap) * 4;
        squeezed[to]! += weight * picture.rgba[from]!;
        squeezed[to + 1]! += weight * picture.rgba[from + 1]!;
        squeezed[to + 2]! += weight * picture.rgba[from + 2]!;
      });
    }
  const pixels = new Float64Array(height * width * 3);
  for (let y = 0; y < target.height; y++) {
    const to = ((y + target.y) * width + target.x) * 3;
    rows.weights[y]!.forEach((weight, tap) => {
      const from = (rows.first[y]! + tap - top) * target.width * 3;
      for (let at = 0; at < target.width * 3; at++) pixels[to + at]! += weight * squeezed[from + at]!;
    });
  }
  return pixels;
}
