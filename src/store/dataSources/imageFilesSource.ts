import type { Preprocess } from '../../core/calibration/Dataset.ts';
import { holdOut } from '../../core/calibration/holdOut.ts';
import type { LabelsByFile } from '../../core/verify/readLabels.ts';
import type { DataSource } from '../Session.ts';
import { type PictureSet, pictureSource } from './pictureSource.ts';

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
