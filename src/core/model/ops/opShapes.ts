import type { OpName } from '../Model.ts';
import { argReduce } from './argReduce.ts';
import { batchNorm } from './batchNorm.ts';
import { batchToSpace } from './batchToSpace.ts';
import { binary } from './binary.ts';
import { broadcastTo } from './broadcastTo.ts';
import { cast } from './cast.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { cumsum } from './cumsum.ts';
import { dense } from './dense.ts';
import { depthToSpace } from './depthToSpace.ts';
import { depthwiseConv } from './depthwiseConv.ts';
import { expandDims } from './expandDims.ts';
import { fill } from './fill.ts';
import { fillLike } from './fillLike.ts';
import { flatten } from './flatten.ts';
import { gather } from './gather.ts';
import { gatherNd } from './gatherNd.ts';
import { identity } from './identity.ts';
import { matmul } from './matmul.ts';
import { nonZero } from './nonZero.ts';
import type { OpShape } from './OpShape.ts';
import { oneHot } from './oneHot.ts';
import { pack } from './pack.ts';
import { pad } from './pad.ts';
import { pool } from './pool.ts';
import { prelu } from './prelu.ts';
import { range } from './range.ts';
import { reduce } from './reduce.ts';
import { reshape } from './reshape.ts';
import { resize } from './resize.ts';
import { reverse } from './reverse.ts';
import { select } from './select.ts';
import { shapeOf } from './shapeOf.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { spaceToBatch } from './spaceToBatch.ts';
import { spaceToDepth } from './spaceToDepth.ts';
import { sparseToDense } from './sparseToDense.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';
import { stridedSlice } from './stridedSlice.ts';
import { tile } from './tile.ts';
import { topk } from './topk.ts';
import { transpose } from './transpose.ts';
import { transposeConv } from './transposeConv.ts';
import { unary } from './unary.ts';
import { unpack } from './unpack.ts';

/** Every op of the graph with its shape rule: one op, one file, one line here. */
export const opShapes: { readonly [K in OpName]: OpShape<K> } = {
  conv,
  depthwiseConv,
  transposeConv,
  dense,
  matmul,
  batchNorm,
  binary,
  unary,
  prelu,
  softmax,
  concat,
  pool,
  reduce,
  pad,
  resize,
  reshape,
  flatten,
  transpose,
  slice,
  stridedSlice,
  split,
  squeeze,
  expandDims,
  identity,
  cast,
  gather,
  gatherNd,
  pack,
  unpack,
  tile,
  broadcastTo,
  shapeOf,
  fill,
  range,
  fillLike,
  depthToSpace,
  spaceToDepth,
  spaceToBatch,
  batchToSpace,
  argReduce,
  topk,
  cumsum,
  reverse,
  select,
  nonZero,
  sparseToDense,
  oneHot,
};
