import { input, numbersOf, type OpShape } from './OpShape.ts';

export const pad: OpShape<'pad'> = ({ paddings }, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  const pairs = paddings ?? pairsOf(numbersOf(inputs, 1));
  if (pairs.length !== shape.length) {
    throw new Error(`${pairs.length} paddings for an input of rank ${shape.length}.`);
  }
  return [{ shape: shape.map((n, d) => n + pairs[d]![0] + pairs[d]![1]), dtype }];
};

/** [[before, after], ...] of a flat list. */
export function pairsOf(flat: readonly number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}
