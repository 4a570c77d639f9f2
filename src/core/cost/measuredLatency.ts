import type { Layer } from '../model/Layer.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { LatencyRow, Profile } from '../profile/Profile.ts';

interface TableIndex {
  readonly byLayer: ReadonlyMap<string, LatencyRow>;
  readonly byShape: ReadonlyMap<string, LatencyRow>;
}

const known = new WeakMap<readonly LatencyRow[], TableIndex>();

/** The pair of a row, as `pairKey` writes it. */
export function rowPairKey({ w, a, w_float, a_float }: LatencyRow): string {
  return `${w}${w_float ? 'f' : ''}/${a}${a_float ? 'f' : ''}`;
}

const layerKey = (layer: string, pair: string): string => `${pair} ${layer}`;
const shapeKey = (kind: string, shapes: readonly (readonly number[])[], pair: string): string =>
  `${pair} ${kind} ${shapes.map((shape) => shape.join('x')).join(' ')}`;

/** Rows by layer and by shape; where two rows say the same, the first counts. */
function indexOf(table: readonly LatencyRow[]): TableIndex {
  const before = known.get(table);
  if (before) return before;
  const byLayer = new Map<string, LatencyRow>();
  const byShape = new Map<string, LatencyRow>();
  for (const row of table) {
    const { layer, shape } = row;
    const pair = rowPairKey(row);
    const name = layer === undefined ? null : layerKey(layer, pair);
    if (name !== null && !byLayer.has(name)) byLayer.set(name, row);
    const size = shape ? shapeKey(shape.kind, [shape.input, shape.output, shape.weights], pair) : null;
    if (size !== null && !byShape.has(size)) byShape.set(size, row);
  }
  const index = { byLayer, byShape };
  known.set(table, index);
  return index;
}

/** Milliseconds per image that the profile's table has for a layer at a pair, by name, else by shape; null: no such row. */
export function measuredLatency(profile: Profile, layer: Layer, pair: Pair): number | null {
  const { table } = profile.latency_model;
  if (!table) return null;
  const { byLayer, byShape } = indexOf(table);
  const key = pairKey(pair);
  const shapes = [layer.inputShape, layer.outputShape, layer.weightShape];
  const row = byLayer.get(layerKey(layer.name, key)) ?? byShape.get(shapeKey(layer.kind, shapes, key));
  return row?.milliseconds.value ?? null;
}
