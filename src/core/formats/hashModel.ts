import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ModelFile } from './ModelFormat.ts';

/**
 * SHA-256, hex, over a model's main file and then, by path, every other file beside or below it that is no JSON, picture or
 * text: its weights. The same for a folder, a zip and loose files, whatever else lies in them.
 */
export function hashModel(files: readonly ModelFile[], main: string): string {
  const hash = sha256.create();
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const weights = files
    .filter(({ path }) => path !== main && path.startsWith(folder) && isWeights(path))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const first = files.filter(({ path }) => path === main);
  for (const { bytes } of [...first, ...weights]) hash.update(bytes);
  return bytesToHex(hash.digest());
}

function isWeights(path: string): boolean {
  return /\.bin$|\.dat$|\.weights$|shard\d+of\d+$/i.test(path);
}
