import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Dataset } from './Dataset.ts';

/** SHA-256, hex, over the shape of the samples, how many there are, and their values: not over their names. */
export function hashDataset({ count, shape, values }: Dataset): string {
  const hash = sha256.create();
  hash.update(utf8ToBytes(`${count}x${shape.join('x')} `));
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return bytesToHex(hash.digest());
}
