import type {
  FusedActivation,
  Model,
  ModelNode,
  NodeId,
  Tensor,
  TensorData,
  TensorId,
  Weights,
} from '../Model.ts';

/** A graph under change. Passes remove and replace nodes; tensors keep their ids until the end. */
export interface Folding {
  readonly tensors: Tensor[];
  readonly weights: Map<TensorId, TensorData>;
  readonly outputs: TensorId[];
  /** Nodes that are left, in topological order. */
  nodes(): ModelNode[];
  node(id: NodeId): ModelNode | undefined;
  producerOf(tensor: TensorId): ModelNode | undefined;
  consumersOf(tensor: TensorId): readonly ModelNode[];
  /** True when `node` is the only reader and the tensor is no output of the model. */
  readOnlyBy(tensor: TensorId, node: ModelNode): boolean;
  isConstant(tensor: TensorId): boolean;
  /** Adds a constant; `kept` values travel with the model for shape rules. */
  constant(name: string, data: TensorData, dtype?: Tensor['dtype']): TensorId;
  /** Makes a tensor a constant, its producer gone. */
  becomeConstant(tensor: TensorId, data: TensorData, dtype: Tensor['dtype']): void;
  replace(node: ModelNode): void;
  /** A node under an id that is free (one just removed, or `nextId`). */
  add(node: ModelNode): void;
  nextId(): NodeId;
  /** A new tensor for something between two nodes. */
  tensor(name: string): TensorId;
  remove(node: ModelNode): void;
  /** Every reader of `from` reads `to` from now on, the model's outputs included. */
  reroute(from: TensorId, to: TensorId): void;
  /** `node` swallows `other`: it makes `other`'s output and names it among its absorbed. */
  absorb(node: ModelNode, other: ModelNode): void;
}

export function openFolding(model: Model, weights: Weights): Folding {
  const nodes = new Map<NodeId, ModelNode>(model.nodes.map((node) => [node.id, node]));
  const tensors = [...model.tensors];
  const data = new Map(weights);
  const outputs = [...model.outputs];
  const producers = new Map<TensorId, NodeId>();
  const consumers = new Map<TensorId, Set<NodeId>>();
  let nextId = model.nodes.length;

  const reads = (node: ModelNode): TensorId[] => {
    const slope = node.activation?.alphaTensor;
    return slope === undefined ? [...node.inputs] : [...node.inputs, slope];
  };
  const link = (node: ModelNode): void => {
    for (const id of node.outputs) producers.set(id, node.id);
    for (const id of reads(node)) consumers.set(id, (consumers.get(id) ?? new Set()).add(node.id));
  };
  const unlink = (node: ModelNode): void => {
    for (const id of node.outputs) if (producers.get(id) === node.id) producers.delete(id);
    for (const id of reads(node)) consumers.get(id)?.delete(node.id);
  };
  for (const node of model.nodes) link(node);

  const folding: Folding = {
    tensors,
    weights: data,
    outputs,
    nodes: () => inOrder([...nodes.values()], (id) => nodes.get(producers.get(id) ?? -1), reads),
    node: (id) => nodes.get(id),
    producerOf: (tensor) => nodes.get(producers.get(tensor) ?? -1),
    consumersOf: (tensor) => [...(consumers.get(tensor) ?? [])].map((id) => nodes.get(id)!),
    readOnlyBy: (tensor, node) => {
      const readers = consumers.get(tensor);
      return readers?.size === 1 && readers.has(node.id) && !outputs.includes(tensor);
    },
    isConstant: (tensor) => tensors[tensor]!.constant,
    constant: (name, value, dtype = 'float32') => {
      const id = tensors.length;
      tensors.push({ id, name, shape: value.shape, dtype, constant: true, producer: null, consumers: [] });
      data.set(id, value);
      return id;
    },
    becomeConstant: (tensor, value, dtype) => {
      const small = value.values.length <= (dtype === 'float32' ? 8 : 1024);
      tensors[tensor] = {
        ...tensors[tensor]!,
        shape: value.shape,
        dtype,
        constant: true,
        producer: null,
        ...(small ? { value: Array.from(value.values) } : {}),
      };
      data.set(tensor, value);
    },
    replace: (node) => {
      unlink(nodes.get(node.id)!);
      nodes.set(node.id, node);
      link(node);
    },
    add: (node) => {
      nodes.set(node.id, node);
      link(node);
    },
    nextId: () => nextId++,
    tensor: (name) => {
      const id = tensors.length;
      tensors.push({ id, name, shape: [], dtype: 'float32', constant: false, producer: null, consumers: [] });
      return id;
    },
    remove: (node) => {
      unlink(node);
      nodes.delete(node.id);
    },
    reroute: (from, to) => {
      for (const reader of folding.consumersOf(from)) {
        const swap = (id: TensorId): TensorId => (id === from ? to : id);
        folding.replace({
          ...reader,
          inputs: reader.inputs.map(swap),
          ...slopeSwapped(reader.activation, swap),
        });
      }
      outputs.forEach((id, i) => {
        if (id === from) outputs[i] = to;
      });
    },
    absorb: (node, other) => {
      folding.remove(other);
      folding.replace({
        ...node,
        outputs: other.outputs,
        absorbed: [...node.absorbed, other.name, ...other.absorbed],
      });
    },
  };
  return folding;
}

function slopeSwapped(activation: FusedActivation | undefined, swap: (id: TensorId) => TensorId) {
  if (activation?.alphaTensor === undefined) return {};
  return { activation: { ...activation, alphaTensor: swap(activation.alphaTensor) } };
}

/** Topological order that keeps the given one wherever it can. */
function inOrder(
  nodes: readonly ModelNode[],
  producerOf: (tensor: TensorId) => ModelNode | undefined,
  reads: (node: ModelNode) => TensorId[],
): ModelNode[] {
  const done = new Set<NodeId>();
  const order: ModelNode[] = [];
  for (const first of nodes) {
    const stack = [first];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const missing = done.has(node.id)
        ? []
        : reads(node).flatMap((id) => {
            const producer = producerOf(id);
            return producer && !done.has(producer.id) ? [producer] : [];
          });
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      if (done.has(node.id)) continue;
      done.add(node.id);
      order.push(node);
    }
  }
  return order;
}
