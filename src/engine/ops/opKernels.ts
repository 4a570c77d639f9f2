import type { OpName } from '../../core/model/Model.ts';
import { argReduce } from './argReduce.ts';
import { batchNorm } from './batchNorm.ts';
import { batchToSpace } from './batchToSpace.ts';
import { binary } from './binary.ts';
import { broadcastTo } from './broadcastTo.ts';
import { cast } from './cast.ts';
import { concat } from './concat.ts';
import { cumsum } from './cumsum.ts';
import { depthToSpace } from './depthToSpace.ts';
import { fill } from './fill.ts';
import { fillLike } from './fillLike.ts';
import { gather } from './gather.ts';
import { gatherNd } from './gatherNd.ts';
import { identity } from './identity.ts';
import type { Kernel } from './Kernel.ts';
import { knownValue } from './knownValue.ts';
import type { LayerNode } from './layerKernels.ts';
import { matmul } from './matmul.ts';
import { oneHot } from './oneHot.ts';
import { pack } from './pack.ts';
import { pad } from './pad.ts';
import { pool } from './pool.ts';
import { prelu } from './prelu.ts';
import { range } from './range.ts';
import { reduce } from './reduce.ts';
import { reshapeToOutput } from './reshapeToOutput.ts';
import { resize } from './resize.ts';
import { reverse } from './reverse.ts';
import { select } from './select.ts';
import { shapeOf } from './shapeOf.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { spaceToBatch } from './spaceToBatch.ts';
import { spaceToDepth } from './spaceToDepth.ts';
import { split } from './split.ts';
import { stridedSlice } from './stridedSlice.ts';
import { tile } from './tile.ts';
import { topk } from './topk.ts';
import { transpose } from './transpose.ts';
import { unary } from './unary.ts';
import { unpack } from './unpack.ts';

/** Every op with its kernel: one op, one file, one line here. Layers run through `runLayerKernel`. */
export const opKernels: { readonly [K in Exclude<OpName, LayerNode['op']>]: Kernel<K> } = {
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
  reshape: reshapeToOutput,
  flatten: reshapeToOutput,
  transpose,
  slice,
  stridedSlice,
  split,
  squeeze: reshapeToOutput,
  expandDims: reshapeToOutput,
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
  nonZero: knownValue,
  sparseToDense: knownValue,
  oneHot,
};
