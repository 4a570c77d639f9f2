import type { Layer } from '../model/Layer.ts';
import type { Model, ModelNode, TensorId } from '../model/Model.ts';
import type { KernelOp, Profile } from '../profile/Profile.ts';
import type { Reason } from './Group.ts';
import { groupBy } from './groupBy.ts';
import { isPassThrough, joinName } from './passThrough.ts';

const list = (names: readonly string[]): string =>
  names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const tiesBy = <K>(layers: readonly Layer[], key: (layer: Layer) => K): (readonly [K, readonly Layer[]])[] =>
  [...groupBy(layers, key)].filter(([, members]) => members.length > 1);

function sharedInput(model: Model, layers: readonly Layer[]): Reason[] {
  return tiesBy(layers, (layer) => layer.sourceTensor).map(([source, members]) => {
    const tensor = model.tensors[source]!.name;
    const names = members.map((m) => m.name);
    return {
      rule: 'shared-input',
      tensor,
      layers: names,
      text: `${list(names)} read the same activation "${tensor}", which is quantized once.`,
    };
  });
}

function sharedWeights(model: Model, layers: readonly Layer[]): Reason[] {
  return tiesBy(layers, (layer) => layer.weightTensor).map(([weights, members]) => {
    const tensor = model.tensors[weights]!.name;
    const names = members.map((m) => m.name);
    return {
      rule: 'shared-weights',
      tensor,
      layers: names,
      text: `${list(names)} use the same weights "${tensor}", which are stored once.`,
    };
  });
}

/** Layers whose outputs reach a tensor without another quantizer in between. */
function sourcesOf(
  model: Model,
  tensor: TensorId,
  layerAt: ReadonlyMap<number, Layer>,
  profile: Profile,
): readonly Layer[] {
  const found = new Set<Layer>();
  const seen = new Set<TensorId>();
  const open: TensorId[] = [tensor];
  while (open.length > 0) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const producer = model.tensors[id]!.producer;
    if (producer === null) continue;
    const layer = layerAt.get(producer);
    if (layer) {
      found.add(layer);
      continue;
    }
    const node = model.nodes[producer]!;
    const join = joinName(node);
    if (join) {
      if (profile.graph_rules.join?.[join]?.output_same_as_input) open.push(...node.inputs);
    } else if (isPassThrough(node)) {
      open.push(node.inputs[0]!);
    }
  }
  return [...found];
}

function joins(model: Model, layers: readonly Layer[], profile: Profile): Reason[] {
  const layerAt = new Map(layers.map((layer) => [layer.node, layer]));
  return model.nodes.flatMap((node: ModelNode): Reason[] => {
    const join = joinName(node);
    const rule = join ? profile.graph_rules.join?.[join] : undefined;
    if (!rule || rule.inputs_same_bits === false) return [];
    const members = new Set(node.inputs.flatMap((input) => sourcesOf(model, input, layerAt, profile)));
    if (members.size < 2) return [];
    const names = layers.filter((layer) => members.has(layer)).map((layer) => layer.name);
    const tensor = model.tensors[node.outputs[0]!]!.name;
    const text = `${list(names)} meet in ${join} "${node.name}", whose inputs must have one bit width on ${profile.name}.`;
    return [{ rule: 'join-same-bits', tensor, layers: names, text }];
  });
}

/** The one layer that alone reads a layer's output, through pass-through nodes; null when there is none or several. */
function onlyReader(model: Model, layer: Layer, layerAt: ReadonlyMap<number, Layer>): Layer | null {
  let tensor = layer.outputTensor;
  for (;;) {
    const { consumers } = model.tensors[tensor]!;
    if (consumers.length !== 1 || model.outputs.includes(tensor)) return null;
    const node = model.nodes[consumers[0]!]!;
    const reader = layerAt.get(node.id);
    if (reader) return reader.inputTensor === tensor ? reader : null;
    if (!isPassThrough(node) || node.outputs.length !== 1) return null;
    tensor = node.outputs[0]!;
  }
}

function fusedChains(model: Model, layers: readonly Layer[], profile: Profile): Reason[] {
  const fusions = profile.graph_rules.fusions ?? [];
  if (fusions.length === 0) return [];
  const layerAt = new Map(layers.map((layer) => [layer.node, layer]));
  const matches = (layer: Layer, ops: readonly KernelOp[] | undefined): boolean =>
    ops?.includes(layer.kind) ?? false;
  const reasons: Reason[] = [];
  for (const { pattern } of fusions) {
    for (const first of layers) {
      if (!matches(first, pattern[0])) continue;
      const chain: Layer[] = [first];
      for (const ops of pattern.slice(1)) {
        const next = onlyReader(model, chain.at(-1)!, layerAt);
        if (!next || !matches(next, ops)) break;
        chain.push(next);
      }
      if (chain.length < pattern.length) continue;
      const names = chain.map((layer) => layer.name);
      const tensor = model.tensors[chain[0]!.outputTensor]!.name;
      const text = `${list(names)} run as one fused kernel on ${profile.name}, handing over "${tensor}".`;
      reasons.push({ rule: 'fused-chain', tensor, layers: names, text });
    }
  }
  return reasons;
}

/** Every tie between layers that holds on a profile, whatever the user wants. */
export function ruleTies(model: Model, layers: readonly Layer[], profile: Profile): readonly Reason[] {
  return [
    ...sharedInput(model, layers),
    ...sharedWeights(model, layers),
    ...joins(model, layers, profile),
    ...fusedChains(model, layers, profile),
  ];
}
