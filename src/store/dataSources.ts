import { factsOfValues } from '../core/calibration/checkData.ts';
import type { Dataset, Preprocess } from '../core/calibration/Dataset.ts';
import { readNpy } from '../core/calibration/readNpy.ts';
import { readNpz } from '../core/calibration/readNpz.ts';
import { sliceAtlas } from '../core/calibration/sliceAtlas.ts';
import { synthetic } from '../core/calibration/synthetic.ts';
import { isEngineLost } from './engineRecovery.ts';
import { messageOf } from './Jobs.ts';
import type { AtlasDescription, PhotoList, Sample } from './Sample.ts';
import type { DataSource } from './Session.ts';
import type { StudioHost } from './StudioHost.ts';

/** Pictures one by one, each fetched or read only when the engine wants it. */
function pictureSource(
  name: string,
  pictures: readonly { readonly name: string; bytes(signal: AbortSignal): Promise<Uint8Array> }[],
  preprocess: Preprocess,
): DataSource {
  let readable = pictures;
  const leftOut: string[] = [];
  return {
    kind: 'images',
    get name() {
      return readable.length === pictures.length ? name : `${readable.length} of ${pictures.length} pictures`;
    },
    get available() {
      return readable.length;
    },
    preprocess,
    leftOut,
    // A picture that cannot be read is left out, for good, and the next takes its place.
    give: async (engine, count, signal, report) => {
      await engine.setPictures([]);
      let given = 0;
      for (const picture of readable) {
        if (given >= count) break;
        signal.throwIfAborted();
        report({ done: given, total: Math.min(count, readable.length), text: `Decoding ${picture.name}` });
        const bytes = await picture.bytes(signal);
        try {
          await engine.addImage(picture.name, bytes);
          given++;
        } catch (error) {
          if (isEngineLost(error) || signal.aborted || readable.length === 1) throw error;
          readable = readable.filter((other) => other !== picture);
          leftOut.push(`Left out: ${messageOf(error)}`);
        }
      }
      return null;
    },
  };
}

/** Pictures that the user dropped. */
export function imageFilesSource(files: readonly File[], preprocess: Preprocess): DataSource {
  const name = files.length === 1 ? files[0]!.name : `${files.length} pictures`;
  const pictures = files.map((file) => ({
    name: file.name,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  }));
  return pictureSource(name, pictures, preprocess);
}

/** The calibration set that comes with a sample network. */
export async function sampleSource(
  host: Pick<StudioHost, 'fetchBytes' | 'decodePicture'>,
  sample: Sample,
  guess: Preprocess | null,
  signal: AbortSignal,
): Promise<DataSource> {
  const { atlas, photos } = sample.calibration;
  if (atlas) return atlasSource(host, sample, atlas, guess, signal);
  if (!photos) throw new Error(`The sample ${sample.id} names no calibration data.`);
  const list = await fetchJson<PhotoList>(host, photos, signal);
  const folder = photos.slice(0, photos.lastIndexOf('/') + 1);
  const preprocess = sample.preprocess ?? guess;
  if (!preprocess) throw new Error(`The sample ${sample.id} does not say how photographs become its input.`);
  const pictures = list.photos.map(({ file }) => ({
    name: file,
    bytes: (during: AbortSignal) => host.fetchBytes(folder + file, during),
  }));
  return pictureSource('photographs', pictures, preprocess);
}

async function atlasSource(
  host: Pick<StudioHost, 'fetchBytes' | 'decodePicture'>,
  sample: Sample,
  file: string,
  guess: Preprocess | null,
  signal: AbortSignal,
): Promise<DataSource> {
  const { calibration, preprocess } = await fetchJson<AtlasDescription>(host, sample.folder + file, signal);
  const { image, tile, columns } = calibration;
  const base: Preprocess = guess ?? {
    height: tile,
    width: tile,
    fit: 'stretch',
    cropFraction: 1,
    channels: 'RGB',
    layout: 'NHWC',
    ...preprocess,
  };
  const { scale, mean, std } = preprocess;
  return {
    kind: 'images',
    name: `${sample.title} calibration set`,
    available: calibration.count,
    preprocess: sample.preprocess ?? {
      ...base,
      channels: base.channels === 'gray' ? 'gray' : 'RGB',
      scale,
      mean,
      std,
    },
    give: async (engine, count, during, report) => {
      report({ text: `Decoding ${image}` });
      const bytes = await host.fetchBytes(sample.folder + image, during);
      const decoded = await host.decodePicture(image, bytes);
      await engine.setPictures(sliceAtlas(decoded, tile, columns, Math.min(count, calibration.count)));
      return null;
    },
  };
}

/**
 * A .npy or .npz file of samples, batch first; one sample alone will do. Of several arrays in a .npz the first of
 * more than one axis is taken.
 */
export async function arrayFileSource(file: File, sampleRank: number): Promise<DataSource> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const array = /\.npz$/i.test(file.name)
    ? Object.values(readNpz(bytes, file.name)).find(({ shape }) => shape.length >= Math.max(1, sampleRank))
    : readNpy(bytes, file.name);
  if (!array) throw new Error(`${file.name} holds no array of samples.`);
  const shape = array.shape.length === sampleRank ? array.shape : array.shape.slice(1);
  const available = array.shape.length === sampleRank ? 1 : (array.shape[0] ?? 0);
  if (available < 1)
    throw new Error(`${file.name} holds no samples: its shape is (${array.shape.join(', ')}).`);
  return readyMade('array', file.name, available, (count) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { name: file.name, kind: 'array', count, shape, values: array.values.slice(0, count * size) };
  });
}

/** Made-up data: equal for equal seeds, and marked wherever their numbers appear. */
export function syntheticSource(
  seed: number,
  shape: readonly number[],
  range: { low: number; high: number; layout: 'NHWC' | 'NCHW' },
): DataSource {
  return readyMade('synthetic', `synthetic, seed ${seed}`, Number.POSITIVE_INFINITY, (count) =>
    synthetic(seed, shape, count, range),
  );
}

function readyMade(
  kind: 'array' | 'synthetic',
  name: string,
  available: number,
  make: (count: number) => Dataset,
): DataSource {
  return {
    kind,
    name,
    available,
    give: async (engine, count) => {
      const dataset = make(count);
      const facts = factsOfValues(dataset.values);
      await engine.setDataset(dataset);
      return { count, shape: dataset.shape, ...facts };
    },
  };
}

async function fetchJson<T>(
  host: Pick<StudioHost, 'fetchBytes'>,
  url: string,
  signal: AbortSignal,
): Promise<T> {
  const text = new TextDecoder().decode(await host.fetchBytes(url, signal));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${url} is not JSON.`);
  }
}
