import { axisOf, type OpShape, sizeOf } from './OpShape.ts';

export const concat: OpShape<'concat'> = (attrs, inputs) => {
  const first = inputs[0];
  if (!first) throw new Error('it joins nothing.');
  const axis = axisOf(attrs.axis, first.shape.length);
  for (const { shape } of inputs) {
    if (shape.length !== first.shape.length || shape.some((n, d) => d !== axis && n !== first.shape[d])) {
      throw new Error(`[${first.shape}] and [${shape}] cannot be joined along axis ${axis}.`);
    }
  }
  const shape = first.shape.map((n, d) => (d === axis ? inputs.reduce((sum, x) => sum + x.shape[d]!, 0) : n));
  const { dtype } = first;
  if (inputs.some((x) => !x.value)) return [{ shape, dtype }];
  const value = new Float64Array(sizeOf(shape));
  const outer = sizeOf(shape.slice(0, axis));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const x of inputs) {
      const run = sizeOf(x.shape.slice(axis));
      for (let j = 0; j < run; j++) value[at++] = x.value![i * run + j]!;
    }
  }
  return [{ shape, dtype, value }];
};
