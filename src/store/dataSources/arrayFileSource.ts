import { holdOut } from '../../core/calibration/holdOut.ts';
import { readNpy } from '../../core/calibration/readNpy.ts';
import { readNpz } from '../../core/calibration/readNpz.ts';
import type { DataSource } from '../Session.ts';
import { readyMadeSource } from './readyMadeSource.ts';

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
    readyMadeSource('array', `${id}:${own.length}`, name, own.length, (count) => {
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
