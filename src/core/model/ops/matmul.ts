import { broadcastShapes } from './broadcastShapes.ts';
import { input, type OpShape } from './OpShape.ts';

export const matmul: OpShape<'matmul'> = (attrs, inputs) => {
  const a = input(inputs, 0);
  const b = input(inputs, 1);
  const [rows, inner] = lastTwo(a.shape, attrs.transposeA);
  const [innerB, columns] = lastTwo(b.shape, attrs.transposeB);
  if (inner !== innerB) throw new Error(`[${a.shape}] and [${b.shape}] cannot be multiplied.`);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [{ shape: [...batch, rows, columns], dtype: a.dtype }];
};

function lastTwo(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined) throw new Error(`[${shape}] is not a matrix.`);
  return transposed ? [columns, rows] : [rows, columns];
}
