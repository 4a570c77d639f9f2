import type { TensorId } from '../../model/Model.ts';
import type { NodeCall } from './NodeCall.ts';

/** Runs an image op channels-last: where the node is NCHW, between two transposes. */
export function channelsLast(call: NodeCall, x: TensorId, run: (x: TensorId) => TensorId): TensorId {
  if (!isChannelsFirst(call)) return run(x);
  const { builder, name } = call;
  const turned = builder.add('transpose', `${name}/nhwc`, [x], { perm: [0, 2, 3, 1] });
  return builder.add('transpose', `${name}/nchw`, [run(turned)], { perm: [0, 3, 1, 2] });
}

export function isChannelsFirst({ attrs }: NodeCall): boolean {
  return attrs.text('data_format', 'NHWC') === 'NCHW';
}

/** Height and width of a list over all four axes. */
export function spatialPair(call: NodeCall, list: readonly number[]): [number, number] {
  if (list.length < 4) return [list[0] ?? 1, list[1] ?? list[0] ?? 1];
  return isChannelsFirst(call) ? [list[2]!, list[3]!] : [list[1]!, list[2]!];
}
