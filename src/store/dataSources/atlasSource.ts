import type { Preprocess } from '../../core/calibration/Dataset.ts';
import { sliceAtlas } from '../../core/calibration/sliceAtlas.ts';
import type { AtlasDescription, Sample, Tiles } from '../Sample.ts';
import type { DataSource } from '../Session.ts';
import type { StudioHost } from '../StudioHost.ts';
import { fetchJson } from './fetchJson.ts';

/** Tiles of one picture, as its description lays them out. */
export async function atlasSource(
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
