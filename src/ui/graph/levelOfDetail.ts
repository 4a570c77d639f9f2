/** How much a mark shows: plain colour, bits, or name and bits. */
export type LevelOfDetail = 'far' | 'middle' | 'near';

/** By zoom: bits must be at least 8 px tall on screen, names as well. */
export function levelOfDetail(zoom: number): LevelOfDetail {
  if (zoom < 0.26) return 'far';
  return zoom < 0.72 ? 'middle' : 'near';
}
