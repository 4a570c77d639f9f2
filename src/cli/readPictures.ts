import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import type { Picture } from '../core/calibration/Dataset.ts';
import { CliError } from './CliError.ts';

const pictureFile = /\.(jpe?g|png|webp|gif|avif|tiff?|bmp)$/i;

/**
 * Decodes every picture of a folder (or one file) to 8-bit RGBA, in the order of their names, turned upright as
 * their EXIF says. Throws CliError naming the file that cannot be decoded.
 */
export async function readPictures(path: string): Promise<Picture[]> {
  const facts = await stat(path).catch(() => null);
  if (!facts) throw new CliError(`No images at ${path}: give a folder of pictures or one picture.`);
  const files = facts.isDirectory()
    ? (await readdir(path))
        .filter((name) => pictureFile.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (!files.length)
    throw new CliError(`The folder ${path} holds no pictures (jpg, png, webp, gif, avif, tiff).`);
  const pictures: Picture[] = [];
  for (const file of files) {
    try {
      const image = sharp(await readFile(file))
        .rotate()
        .toColourspace('srgb')
        .ensureAlpha();
      const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
      pictures.push({
        name: basename(file),
        width: info.width,
        height: info.height,
        rgba: new Uint8Array(data),
      });
    } catch (error) {
      throw new CliError(`${file} cannot be decoded as a picture: ${(error as Error).message}`);
    }
  }
  return pictures;
}
