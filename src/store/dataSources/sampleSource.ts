import type { Preprocess } from '../../core/calibration/Dataset.ts';
import { holdOut } from '../../core/calibration/holdOut.ts';
import { baseName, type LabelsByFile } from '../../core/verify/readLabels.ts';
import type { PhotoList, Sample } from '../Sample.ts';
import type { DataSource } from '../Session.ts';
import type { StudioHost } from '../StudioHost.ts';
import { atlasSource } from './atlasSource.ts';
import { fetchJson } from './fetchJson.ts';
import { type PictureSet, pictureSource } from './pictureSource.ts';

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
