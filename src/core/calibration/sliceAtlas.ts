import type { Picture } from './Dataset.ts';

/** Cuts a decoded picture of equal square tiles, row by row, into `count` pictures. Throws when it is too small. */
export function sliceAtlas(atlas: Picture, tile: number, columns: number, count: number): Picture[] {
  const rows = Math.ceil(count / columns);
  if (atlas.width < columns * tile || atlas.height < rows * tile)
    throw new Error(
      `${atlas.name} is ${atlas.width}x${atlas.height}; ${count} tiles of ${tile} in ${columns} columns need ${columns * tile}x${rows * tile}.`,
    );
  return Array.from({ length: count }, (_, index) => {
    const left = (index % columns) * tile;
    const top = Math.floor(index / columns) * tile;
    const rgba = new Uint8ClampedArray(tile * tile * 4);
    for (let y = 0; y < tile; y++) {
      const from = ((top + y) * atlas.width + left) * 4;
      rgba.set(atlas.rgba.subarray(from, from + tile * 4), y * tile * 4);
    }
    return { name: `${atlas.name} ${index + 1}`, width: tile, height: tile, rgba };
  });
}
