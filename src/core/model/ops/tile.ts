import { concat } from './concat.ts';
import { input, numbersOf, type OpShape } from './OpShape.ts';

export const tile: OpShape<'tile'> = (attrs, inputs) => {
  const reps = attrs.reps ?? numbersOf(inputs, 1);
  const x = input(inputs, 0);
  if (reps.length !== x.shape.length) throw new Error(`${reps.length} repeats for [${x.shape}].`);
  return [reps.reduce((fact, count, axis) => concat({ axis }, new Array(count).fill(fact), 1)[0]!, x)];
};
