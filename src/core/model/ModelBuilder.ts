import { annotateShapes } from './annotateShapes.ts';
import type {
  FusedActivation,
  Model,
  ModelNode,
  OpAttrs,
  OpName,
  Shape,
  Tensor,
  TensorData,
  TensorId,
  Weights,
} from './Model.ts';

type Dtype = Tensor['dtype'];

/** Integer constants up to this length stay in the model: shape rules may need them. Floats: only small scalars do. */
const keptIntegers = 1024;
const keptFloats = 8;

/** Puts a graph together for a format reader: nodes in topological order, tensors by index, unique names. */
export class ModelBuilder {
  readonly #tensors: { -readonly [K in keyof Tensor]: Tensor[K] }[] = [];
  readonly #nodes: ModelNode[] = [];
  readonly #inputs: TensorId[] = [];
  readonly #weights = new Map<TensorId, TensorData>();
  readonly #names = new Set<string>();

  input(name: string, shape: Shape, dtype: Dtype = 'float32'): TensorId {
    const id = this.#tensor(name, shape, dtype, null, false);
    this.#inputs.push(id);
    return id;
  }

  constant(name: string, data: TensorData, dtype?: Dtype): TensorId {
    const type = dtype ?? (data.values instanceof Int32Array ? 'int32' : 'float32');
    const id = this.#tensor(name, data.shape, type, null, true);
    this.#weights.set(id, data);
    const kept = type === 'float32' ? keptFloats : keptIntegers;
    if (data.values.length <= kept) this.#tensors[id]!.value = Array.from(data.values);
    return id;
  }

  /** Adds a node; `name` is made unique with a number. Returns its outputs. */
  node<K extends OpName>(
    op: K,
    name: string,
    inputs: readonly TensorId[],
    attrs: OpAttrs[K],
    more: { readonly outputs?: number; readonly activation?: FusedActivation | undefined } = {},
  ): TensorId[] {
    const id = this.#nodes.length;
    const unique = this.#unique(name);
    const outputs = Array.from({ length: more.outputs ?? 1 }, (_, i) =>
      this.#tensor(i === 0 ? unique : `${unique}:${i}`, [], 'float32', id, false),
    );
    const node = {
      id,
      name: unique,
      op,
      attrs,
      inputs,
      outputs,
      absorbed: [],
      ...(more.activation ? { activation: more.activation } : {}),
    };
    // The op and its attributes come from one type parameter, which the union cannot express.
    this.#nodes.push(node as unknown as ModelNode);
    return outputs;
  }

  /** One node with one output. */
  add<K extends OpName>(
    op: K,
    name: string,
    inputs: readonly TensorId[],
    attrs: OpAttrs[K],
    activation?: FusedActivation,
  ): TensorId {
    return this.node(op, name, inputs, attrs, { activation })[0]!;
  }

  data(id: TensorId): TensorData | undefined {
    return this.#weights.get(id);
  }

  /** Of inputs and constants; of what nodes make it is not known yet and empty. */
  shapeOf(id: TensorId): Shape {
    return this.#tensors[id]!.shape;
  }

  /** Whether anything but a constant feeds this tensor. */
  isConstant(id: TensorId): boolean {
    return this.#tensors[id]!.constant;
  }

  /** The finished model: consumers, shapes (null where free), and only the constants that some node reads. */
  build(name: string, format: string, outputs: readonly TensorId[]): { model: Model; weights: Weights } {
    return finishModel(
      { name, format, nodes: this.#nodes, tensors: this.#tensors, inputs: this.#inputs, outputs },
      this.#weights,
    );
  }

  #tensor(name: string, shape: Shape, dtype: Dtype, producer: number | null, constant: boolean): TensorId {
    const id = this.#tensors.length;
    this.#tensors.push({ id, name, shape, dtype, constant, producer, consumers: [] });
    return id;
  }

  #unique(name: string): string {
    let unique = name;
    for (let i = 2; this.#names.has(unique); i++) unique = `${name}_${i}`;
    this.#names.add(unique);
    return unique;
  }
}

/**
 * Drops nodes that no output needs and tensors that no node reads, renumbers, fills in consumers and shapes.
 * Inputs are kept even where unused. `nodes` must be in topological order.
 */
export function finishModel(draft: Model, weights: Weights): { model: Model; weights: Weights } {
  const wanted = new Set<TensorId>(draft.outputs);
  const alive = new Set<ModelNode>();
  for (const node of draft.nodes.toReversed()) {
    if (!node.outputs.some((id) => wanted.has(id))) continue;
    alive.add(node);
    for (const id of readsOf(node)) wanted.add(id);
    for (const id of node.outputs) wanted.add(id);
  }
  for (const id of draft.inputs) wanted.add(id);
  const kept = draft.tensors.filter((tensor) => wanted.has(tensor.id));
  const renumbered = new Map(kept.map((tensor, i) => [tensor.id, i]));
  const at = (id: TensorId): TensorId => renumbered.get(id)!;
  const nodes = draft.nodes
    .filter((node) => alive.has(node))
    .map((node, id): ModelNode => {
      const slope = node.activation?.alphaTensor;
      return {
        ...node,
        id,
        inputs: node.inputs.map(at),
        outputs: node.outputs.map(at),
        ...(node.activation && slope !== undefined
          ? { activation: { ...node.activation, alphaTensor: at(slope) } }
          : {}),
      };
    });
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((id) => [id, node.id] as const)));
  const consumers = kept.map((): number[] => []);
  for (const node of nodes) {
    for (const id of new Set(readsOf(node))) consumers[id]!.push(node.id);
  }
  const tensors = kept.map(
    (tensor, id): Tensor => ({
      ...tensor,
      id,
      producer: producers.get(id) ?? null,
      consumers: consumers[id]!,
    }),
  );
  const model = { ...draft, nodes, tensors, inputs: draft.inputs.map(at), outputs: draft.outputs.map(at) };
  const keptWeights = new Map(
    [...weights].filter(([id]) => wanted.has(id)).map(([id, data]) => [at(id), data]),
  );
  return { model: annotateShapes(model), weights: keptWeights };
}

function readsOf(node: ModelNode): TensorId[] {
  const slope = node.activation?.alphaTensor;
  return slope === undefined ? [...node.inputs] : [...node.inputs, slope];
}
