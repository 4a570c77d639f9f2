import type { Dataset, Picture, Preprocess } from '../core/calibration/Dataset.ts';
import { hashDataset } from '../core/calibration/hashDataset.ts';
import { preprocessPicture } from '../core/calibration/preprocessPicture.ts';
import type { DataRole } from '../core/ports.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import { FloatOutputs } from './FloatOutputs.ts';

/** Data of one role, and what the float network makes of them. */
interface GivenData {
  readonly dataset: Dataset;
  floatOutputs: FloatOutputs;
  /** Made when it is first asked for. */
  hash?: string;
}

/** Pictures and datasets by role, on the host, and what the float network has been found to make of them. */
export class EngineData {
  /** Of the calibration data through the float network, once they are asked for. */
  readonly ranges: CalibrationRanges = new Map();
  readonly #pictures: Record<DataRole, Picture[]> = { calibration: [], verification: [] };
  readonly #given: Partial<Record<DataRole, GivenData>> = {};

  setPictures(role: DataRole, pictures: readonly Picture[]): void {
    this.#pictures[role] = [...pictures];
  }

  addPicture(role: DataRole, picture: Picture): void {
    this.#pictures[role].push(picture);
  }

  /** Of the calibration pictures. */
  pictureAt(index: number): Picture {
    const { calibration } = this.#pictures;
    const picture = calibration[index];
    if (!picture) throw new Error(`There is no picture ${index + 1}; ${calibration.length} are loaded.`);
    return picture;
  }

  /** Makes the role's pictures its dataset. */
  preprocess(role: DataRole, preprocess: Preprocess, name: string): Dataset {
    const pictures = this.#pictures[role];
    if (pictures.length === 0) throw new Error('There are no pictures to preprocess; add some first.');
    const shape = sampleShape(preprocess);
    const size = sizeOf(shape);
    const values = new Float32Array(pictures.length * size);
    pictures.forEach((picture, i) => {
      values.set(preprocessPicture(picture, preprocess), i * size);
    });
    const dataset: Dataset = { name, kind: 'images', count: pictures.length, shape, values };
    this.give(role, dataset);
    return dataset;
  }

  /** Throws where there are not as many values as the shape says. */
  give(role: DataRole, dataset: Dataset): void {
    const { name, count, shape, values } = dataset;
    const size = sizeOf(shape);
    if (count < 1 || values.length !== count * size) {
      throw new Error(
        `The data "${name}" hold ${values.length} values; ${count} samples of [${shape.join(', ')}] need ${count * size}.`,
      );
    }
    this.#given[role] = { dataset, floatOutputs: new FloatOutputs(count) };
    if (role === 'calibration') this.ranges.clear();
  }

  /** Throws where the role has no data. */
  of(role: DataRole): Readonly<GivenData> {
    return this.#of(role);
  }

  hash(role: DataRole): string {
    const given = this.#of(role);
    given.hash ??= hashDataset(given.dataset);
    return given.hash;
  }

  /** What was found with another model or on another backend holds no more. */
  forget(): void {
    this.ranges.clear();
    for (const given of Object.values(this.#given)) {
      given.floatOutputs = new FloatOutputs(given.dataset.count);
    }
  }

  #of(role: DataRole): GivenData {
    const given = this.#given[role];
    if (given) return given;
    throw new Error(
      role === 'calibration'
        ? 'There are no calibration data; add images, an array, or synthetic data first.'
        : 'There are no verification data; add images or an array that calibration does not use.',
    );
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}

function sampleShape(p: Preprocess): number[] {
  const channels = p.channels === 'gray' ? 1 : 3;
  return p.layout === 'NCHW' ? [channels, p.height, p.width] : [p.height, p.width, channels];
}
