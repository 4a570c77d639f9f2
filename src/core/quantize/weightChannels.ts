import type { OpName } from '../model/Model.ts';

/** Where output channels lie in a flat filter: value i belongs to channel floor(i / inner) mod channels. */
export interface ChannelLayout {
  readonly channels: number;
  readonly inner: number;
}

/**
 * The output channels of a layer's filter: HWIO and dense [in, out] on the last axis, depthwise HWCM on the last two
 * (channel c*M + m), transposed HWOI on axis 2. `shape` is the filter's.
 */
export function weightChannels(op: OpName, shape: readonly number[]): ChannelLayout {
  const last = shape.at(-1) ?? 1;
  const before = shape.at(-2) ?? 1;
  if (op === 'depthwiseConv') return { channels: before * last, inner: 1 };
  if (op === 'transposeConv') return { channels: before, inner: last };
  return { channels: last, inner: 1 };
}
