import { unzipSync } from 'fflate';
import { type NpyArray, readNpy } from './readNpy.ts';

/** Arrays of a .npz file by name, without `.npy`. */
export function readNpz(bytes: Uint8Array, file = 'The file'): Readonly<Record<string, NpyArray>> {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes);
  } catch {
    throw new Error(`${file} is not a readable .npz (zip) file; save it again with numpy.savez.`);
  }
  const arrays = Object.entries(entries)
    .filter(([name]) => name.endsWith('.npy'))
    .map(([name, content]) => [name.slice(0, -4), readNpy(content, `${file}/${name}`)] as const);
  if (arrays.length === 0) throw new Error(`${file} holds no .npy arrays.`);
  return Object.fromEntries(arrays);
}
