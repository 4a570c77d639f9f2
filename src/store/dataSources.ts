import { factsOfValues } from '../core/calibration/checkData.ts';
import type { Dataset, Preprocess } from '../core/calibration/Dataset.ts';
import { holdOut } from '../core/calibration/holdOut.ts';
import { readNpy } from '../core/calibration/readNpy.ts';
import { readNpz } from '../core/calibration/readNpz.ts';
import { sliceAtlas } from '../core/calibration/sliceAtlas.ts';
import { synthetic } from '../core/calibration/synthetic.ts';
import type { Labels } from '../core/verify/Labels.ts';
import { baseName, type LabelsByFile } from '../core/verify/readLabels.ts';
import { isEngineLost } from './engineRecovery.ts';
import { messageOf } from './Jobs.ts';
import type { AtlasDescription, PhotoList, Sample, Tiles } from './Sample.ts';
import type { DataSource, PictureFile } from './Session.ts';
import type { StudioHost } from './StudioHost.ts';

interface PictureSet {
  readonly id: string;
  readonly name: string;
  readonly pictures: readonly PictureFile[];
  readonly preprocess: Preprocess;
  readonly labels?: LabelsByFile;
  readonly origin?: string;
  readonly heldOut?: DataSource;
}

/** Pictures one by one, each fetched or read only when the engine wants it. */
function pictureSource(set: PictureSet): DataSource {
  const { name, pictures, labels } = set;
  let readable = pictures;
  let given: readonly PictureFile[] | null = null;
  const leftOut: string[] = [];
  return {
    id: set.id,
    kind: 'images',
    get name() {
      return readable.length === pictures.length ? name : `${readable.length} of ${pictures.length} pictures`;
    },
    get available() {
      return readable.length;
    },
    preprocess: set.preprocess,
    leftOut,
    pictures,
    with: ({ labels: newLabels, leave }) =>
      pictureSource({
        ...set,
        ...(newLabels ? { labels: newLabels } : {}),
        ...(leave ? without(set, leave) : {}),
      }),
    ...(set.origin ? { origin: set.origin } : {}),
    ...(set.heldOut ? { heldOut: set.heldOut } : {}),
    get labels(): Labels | undefined {
      if (!labels || !pictures.some((picture) => labels.has(baseName(picture.name)))) return undefined;
      return (given ?? readable).map((picture) => labels.get(baseName(picture.name)) ?? []);
    },
    // A picture that cannot be read is left out, for good, and the next takes its place.
    give: async (engine, count, signal, report, role) => {
      await engine.setPictures([], role);
      const taken: PictureFile[] = [];
      for (const picture of readable) {
        if (taken.length >= count) break;
        signal.throwIfAborted();
        report({
          done: taken.length,
          total: Math.min(count, readable.length),
          text: `Decoding ${picture.name}`,
        });
        const bytes = await picture.bytes(signal);
        try {
          await engine.addImage(picture.name, bytes, role);
          taken.push(picture);
        } catch (error) {
          if (isEngineLost(error) || signal.aborted || readable.length === 1) throw error;
          readable = readable.filter((other) => other !== picture);
          leftOut.push(`Left out: ${messageOf(error)}`);
        }
      }
      given = taken;
      return null;
    },
  };
}

function without(
  { id, pictures }: PictureSet,
  leave: readonly boolean[],
): Pick<PictureSet, 'id' | 'name' | 'pictures'> {
  const kept = pictures.filter((_, index) => !leave[index]);
  const left = leave.flatMap((is, index) => (is ? [index] : []));
  return { id: `${id}-${left.join()}`, name: `${kept.length} pictures`, pictures: kept };
}

interface OwnPictures {
  readonly preprocess: Preprocess;
  readonly labels?: LabelsByFile;
  /** Hold every third back for verification. */
  readonly holdOut: boolean;
}

/** Pictures that the user gave. */
export function imageFilesSource(
  files: readonly File[],
  { preprocess, labels, holdOut: part }: OwnPictures,
): DataSource {
  const { kept, held } = part ? holdOut(files) : { kept: files, held: [] };
  const set = (own: readonly File[], name: string): PictureSet => ({
    id: `files:${own.map((file) => `${file.name}/${file.size}/${file.lastModified}`).join('|')}`,
    name: own.length === 1 ? own[0]!.name : name,
    pictures: own.map((file) => ({
      name: file.name,
      bytes: async () => new Uint8Array(await file.arrayBuffer()),
    })),
    preprocess,
    ...(labels ? { labels } : {}),
  });
  const rest =
    held.length > 0
      ? pictureSource({
          ...set(held, `${held.length} held-out pictures`),
          origin: `every third of ${files.length} pictures`,
        })
      : undefined;
  return pictureSource({ ...set(kept, `${kept.length} pictures`), ...(rest ? { heldOut: rest } : {}) });
}

/** The calibration set that comes with a sample network, and what of it is held out. */
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
  const labels: LabelsByFile = new Map(list.photos.map(({ file, classes }) => [baseName(file), classes]));
  const set = (part: PhotoList['photos'], name: string): PictureSet => ({
    id: `${photos}:${part.map(({ file }) => file).join('|')}`,
    name,
    pictures: part.map(({ file }) => ({
      name: file,
      bytes: (during) => host.fetchBytes(folder + file, during),
    })),
    preprocess,
    labels,
  });
  const { kept, held } = holdOut(list.photos);
  return pictureSource({
    ...set(kept, 'photographs'),
    ...(held.length > 0
      ? {
          heldOut: pictureSource({
            ...set(held, 'held-out photographs'),
            origin: `every third of ${list.photos.length} photographs`,
          }),
        }
      : {}),
  });
}

async function atlasSource(
  host: Pick<StudioHost, 'fetchBytes' | 'decodePicture'>,
  sample: Sample,
  file: string,
  guess: Preprocess | null,
  signal: AbortSignal,
): Promise<DataSource> {
  const described = await fetchJson<AtlasDescription>(host, sample.folder + file, signal);
  const { preprocess } = described;
  const base: Preprocess = guess ?? {
    height: described.calibration.tile,
    width: described.calibration.tile,
    fit: 'stretch',
    cropFraction: 1,
    channels: 'RGB',
    layout: 'NHWC',
    ...preprocess,
  };
  const { scale, mean, std } = preprocess;
  const pixels = sample.preprocess ?? {
    ...base,
    channels: base.channels === 'gray' ? ('gray' as const) : ('RGB' as const),
    scale,
    mean,
    std,
  };
  const tiles = (name: string, { image, tile, columns, count, labels }: Tiles): DataSource => ({
    id: `${sample.folder}${image}`,
    kind: 'images',
    name,
    available: count,
    preprocess: pixels,
    ...(labels ? { labels } : {}),
    give: async (engine, wanted, during, report, role) => {
      report({ text: `Decoding ${image}` });
      const bytes = await host.fetchBytes(sample.folder + image, during);
      const decoded = await host.decodePicture(image, bytes);
      await engine.setPictures(sliceAtlas(decoded, tile, columns, Math.min(wanted, count)), role);
      return null;
    },
  });
  const calibration = tiles(`${sample.title} calibration set`, described.calibration);
  if (!described.heldout) return calibration;
  const heldOut = {
    ...tiles(`${sample.title} held-out set`, described.heldout),
    origin: 'pictures that neither training nor calibration saw',
  };
  return { ...calibration, heldOut };
}

/**
 * A .npy or .npz file of samples, batch first; one sample alone will do. Of several arrays in a .npz the first of
 * more than one axis is taken.
 */
export async function arrayFileSource(file: File, sampleRank: number, part: boolean): Promise<DataSource> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const array = /\.npz$/i.test(file.name)
    ? Object.values(readNpz(bytes, file.name)).find(({ shape }) => shape.length >= Math.max(1, sampleRank))
    : readNpy(bytes, file.name);
  if (!array) throw new Error(`${file.name} holds no array of samples.`);
  const shape = array.shape.length === sampleRank ? array.shape : array.shape.slice(1);
  const available = array.shape.length === sampleRank ? 1 : (array.shape[0] ?? 0);
  if (available < 1)
    throw new Error(`${file.name} holds no samples: its shape is (${array.shape.join(', ')}).`);
  const size = shape.reduce((product, length) => product * length, 1);
  const rows = Array.from({ length: available }, (_, row) => row);
  const { kept, held } = part ? holdOut(rows) : { kept: rows, held: [] };
  const id = `file:${file.name}/${file.size}/${file.lastModified}`;
  const source = (name: string, own: readonly number[]): DataSource =>
    readyMade('array', `${id}:${own.length}`, name, own.length, (count) => {
      const values = new Float32Array(count * size);
      own.slice(0, count).forEach((row, index) => {
        values.set(array.values.subarray(row * size, (row + 1) * size), index * size);
      });
      return { name, kind: 'array', count, shape, values };
    });
  if (held.length === 0) return source(file.name, kept);
  const heldOut = {
    ...source(`held out of ${file.name}`, held),
    origin: `every third of ${available} samples`,
  };
  return { ...source(file.name, kept), heldOut };
}

/** Made-up data: equal for equal seeds, and marked wherever their numbers appear. */
export function syntheticSource(
  seed: number,
  shape: readonly number[],
  range: { low: number; high: number; layout: 'NHWC' | 'NCHW' },
): DataSource {
  const made = (name: string, from: number): DataSource =>
    readyMade('synthetic', `synthetic:${from}`, name, Number.POSITIVE_INFINITY, (count) =>
      synthetic(from, shape, count, range),
    );
  const other = seed + verificationSeed;
  return {
    ...made(`synthetic, seed ${seed}`, seed),
    heldOut: { ...made(`synthetic, seed ${other}`, other), origin: 'made up from another seed' },
  };
}

/** Far from any seed that a user would take for calibration. */
const verificationSeed = 1_000_003;

function readyMade(
  kind: 'array' | 'synthetic',
  id: string,
  name: string,
  available: number,
  make: (count: number) => Dataset,
): DataSource {
  return {
    id,
    kind,
    name,
    available,
    give: async (engine, count, _signal, _report, role) => {
      const dataset = make(count);
      const facts = factsOfValues(dataset.values);
      await engine.setDataset(dataset, role);
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
