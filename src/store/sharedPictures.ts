import type { DataSource } from './Session.ts';

/** FNV-1a over the bytes, and their number: equal files have equal marks, others practically never. */
function markOf(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${bytes.length}:${hash >>> 0}`;
}

/** Marks of the pictures of a source, by content; none of what is no pictures. */
async function marksOf(source: DataSource, signal: AbortSignal): Promise<string[]> {
  const marks: string[] = [];
  for (const picture of source.pictures ?? []) marks.push(markOf(await picture.bytes(signal)));
  return marks;
}

/** Which pictures of `source` have the content of a picture of `others`: true at their place. */
export async function sharedPictures(
  source: DataSource,
  others: DataSource,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  if (!source.pictures || !others.pictures) return [];
  const known = new Set(await marksOf(others, signal));
  return (await marksOf(source, signal)).map((mark) => known.has(mark));
}
