import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Picture } from '../core/calibration/Dataset.ts';
import { readNpy } from '../core/calibration/readNpy.ts';
import { sliceAtlas } from '../core/calibration/sliceAtlas.ts';
import type { Labels } from '../core/verify/Labels.ts';
import { CliError } from './CliError.ts';
import { readPictures } from './readPictures.ts';

/** Pictures, or the rows of an array that is preprocessed already. */
export type DataSource = PictureSource | ArraySource;

interface PictureSource {
  readonly kind: 'images';
  readonly name: string;
  readonly pictures: readonly Picture[];
  /** By picture. */
  readonly labels?: Labels;
  /** A file that says how these pictures become input. */
  readonly preprocess?: string;
}

interface ArraySource {
  readonly kind: 'array';
  readonly name: string;
  /** Of one row. */
  readonly shape: readonly number[];
  readonly rows: readonly Float32Array[];
  /** By row. */
  readonly labels?: Labels;
}

/** A sheet of tiles with labels, as a sample.json describes it. */
interface Atlas {
  readonly image: string;
  readonly tile: number;
  readonly columns: number;
  readonly count: number;
  readonly labels?: readonly number[];
}

/**
 * What a path names: a folder of pictures or one picture, an .npy array (batch first), or the sample.json of a shipped
 * network, of which `part` is taken. Throws CliError when there is nothing.
 */
export async function readDataSource(path: string, part: 'calibration' | 'heldout'): Promise<DataSource> {
  if (path.endsWith('.json')) return readSample(path, part);
  if (path.endsWith('.npy')) return readArraySource(path);
  return { kind: 'images', name: basename(resolve(path)), pictures: await readPictures(path) };
}

/** The rows of an .npy array, batch first. */
export async function readArraySource(path: string): Promise<DataSource> {
  const bytes = await readFile(path).catch(() => {
    throw new CliError(`No input at ${path}.`);
  });
  const array = readNpy(new Uint8Array(bytes), path);
  const [count = 0, ...shape] = array.shape;
  const size = shape.reduce((n, d) => n * d, 1);
  const rows = Array.from({ length: count }, (_, i) =>
    Float32Array.from(array.values.subarray(i * size, (i + 1) * size)),
  );
  return { kind: 'array', name: basename(path), shape, rows };
}

async function readSample(path: string, part: 'calibration' | 'heldout'): Promise<PictureSource> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No images at ${path}.`);
  });
  let sample: { readonly [key in typeof part]?: Atlas };
  try {
    sample = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${(error as Error).message}.`);
  }
  const atlas = sample[part];
  if (!atlas?.image)
    throw new CliError(`${path} describes no ${part} pictures; give a folder of pictures or an .npy file.`);
  const [sheet] = await readPictures(join(dirname(path), atlas.image));
  const pictures = sliceAtlas(sheet!, atlas.tile, atlas.columns, atlas.count);
  const name = `${basename(dirname(resolve(path)))}, ${part}`;
  return {
    kind: 'images',
    name,
    pictures,
    preprocess: path,
    ...(atlas.labels ? { labels: atlas.labels } : {}),
  };
}

export function countOf(source: DataSource): number {
  return source.kind === 'images' ? source.pictures.length : source.rows.length;
}

/** The items at these indexes. */
export function takeItems(source: DataSource, indexes: readonly number[]): DataSource {
  const labels = source.labels ? { labels: indexes.map((i) => source.labels![i] ?? []) } : {};
  return source.kind === 'array'
    ? { ...source, ...labels, rows: indexes.map((i) => source.rows[i]!) }
    : { ...source, ...labels, pictures: indexes.map((i) => source.pictures[i]!) };
}

/** One mark per item; equal pixels (or values) have equal marks, whatever the file is called. */
export function marksOf(source: DataSource): readonly string[] {
  const mark = (bytes: Uint8Array | Uint8ClampedArray, shape: string): string =>
    createHash('sha256').update(shape).update(bytes).digest('hex');
  return source.kind === 'images'
    ? source.pictures.map(({ rgba, width, height }) => mark(rgba, `${width}x${height}`))
    : source.rows.map((row) => mark(new Uint8Array(row.buffer, row.byteOffset, row.byteLength), 'row'));
}
