import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';

/** Names of the layers with no other layer upstream (first) or downstream (last). */
export function edgeLayers(
  model: Model,
  layers: readonly Layer[],
): { readonly first: ReadonlySet<string>; readonly last: ReadonlySet<string> } {
  const layerAt = new Map(layers.map((layer) => [layer.node, layer.name]));
  const first = new Set<string>();
  const last = new Set<string>();
  const upstream: boolean[] = [];
  for (const node of model.nodes) {
    const above = node.inputs.some((id) => {
      const producer = model.tensors[id]!.producer;
      return producer !== null && (upstream[producer] || layerAt.has(producer));
    });
    upstream[node.id] = above;
    const name = layerAt.get(node.id);
    if (name !== undefined && !above) first.add(name);
  }
  const downstream: boolean[] = [];
  for (const node of model.nodes.toReversed()) {
    const below = node.outputs.some((id) =>
      model.tensors[id]!.consumers.some((consumer) => downstream[consumer] || layerAt.has(consumer)),
    );
    downstream[node.id] = below;
    const name = layerAt.get(node.id);
    if (name !== undefined && !below) last.add(name);
  }
  return { first, last };
}
