import { pad, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Spreads an NHWC tensor out: `rows - 1` rows of zeros after each row, `columns - 1` columns of zeros after each
 * column. Runs inside a tidy.
 */
export function zeroStuff(x: Tensor4D, rows: number, columns: number): Tensor4D {
  const [n, h, w, c] = x.shape;
  const width = w * columns;
  let spread: Tensor = x;
  if (columns > 1) spread = after(reshape(spread, [n * h * w, c]), (columns - 1) * c);
  if (rows > 1) spread = after(reshape(spread, [n * h, width * c]), (rows - 1) * width * c);
  return reshape(spread, [n, h * rows, width, c]);
}

/** Zeros at the end of every row of a matrix. */
function after(x: Tensor, zeros: number): Tensor {
  return pad(x, [
    [0, 0],
    [0, zeros],
  ]);
}
