import type { Preprocess } from '../../core/calibration/Dataset.ts';
import type { Labels } from '../../core/verify/Labels.ts';
import { baseName, type LabelsByFile } from '../../core/verify/readLabels.ts';
import { isEngineLost } from '../engineRecovery.ts';
import { messageOf } from '../Jobs.ts';
import type { DataSource, PictureFile } from '../Session.ts';

export interface PictureSet {
  readonly id: string;
  readonly name: string;
  readonly pictures: readonly PictureFile[];
  readonly preprocess: Preprocess;
  readonly labels?: LabelsByFile;
  readonly origin?: string;
  readonly heldOut?: DataSource;
}

/** Pictures one by one, each fetched or read only when the engine wants it. */
export function pictureSource(set: PictureSet): DataSource {
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
