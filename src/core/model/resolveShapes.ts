import type { Model, ModelNode, Tensor, TensorId } from './Model.ts';
import { sizeOf } from './ops/OpShape.ts';
import { opShapes } from './ops/opShapes.ts';
import type { TensorFact } from './TensorFact.ts';

/** Concrete shapes of every tensor, and the values of those small tensors that only describe shapes. */
export interface ResolvedShapes {
  /** Throws for a tensor that does not exist. */
  shape(tensor: TensorId): readonly number[];
  /** Elements of a tensor that follows from shapes and small constants alone; null where it needs data. */
  value(tensor: TensorId): readonly number[] | null;
  fact(tensor: TensorId): TensorFact;
}

/** Tensors longer than this are never evaluated ahead: they are data, not shapes. */
const valueLimit = 4096;

/** Shapes of the model's inputs at a batch size, with `open` for further free dimensions (height, width). */
export function inputShapesAt(model: Model, batch: number, open = 64): number[][] {
  return model.inputs.map((id) => model.tensors[id]!.shape.map((n, d) => n ?? (d === 0 ? batch : open)));
}

/**
 * Shapes of all tensors for concrete input shapes, in the order of `model.inputs`. Pure; needs no weights.
 * Throws an Error that names the node where shapes do not fit.
 */
export function resolveShapes(model: Model, inputShapes: readonly (readonly number[])[]): ResolvedShapes {
  const facts: (TensorFact | undefined)[] = model.tensors.map((tensor) =>
    tensor.constant ? constantFact(tensor) : undefined,
  );
  model.inputs.forEach((id, i) => {
    const tensor = model.tensors[id]!;
    const shape = inputShapes[i];
    if (!shape || !fits(shape, tensor.shape)) {
      const wanted = tensor.shape.map((n) => n ?? '?').join(', ');
      throw new Error(
        `Input "${tensor.name}" wants the shape [${wanted}], got [${shape?.join(', ') ?? ''}].`,
      );
    }
    facts[id] = { shape, dtype: tensor.dtype };
  });
  for (const node of model.nodes) {
    shapesOfNode(node, facts).forEach((fact, i) => {
      facts[node.outputs[i]!] = fact;
    });
  }
  const factOf = (id: TensorId): TensorFact => {
    const fact = facts[id];
    if (!fact) throw new Error(`Tensor ${id} does not exist in the model "${model.name}".`);
    return fact;
  };
  return {
    shape: (id) => factOf(id).shape,
    value: (id) => {
      const { value } = factOf(id);
      return value ? Array.from(value) : null;
    },
    fact: factOf,
  };
}

/** Applies one node's shape rule; errors name the node. */
export function shapesOfNode(
  node: ModelNode,
  facts: readonly (TensorFact | undefined)[],
  limit = valueLimit,
): TensorFact[] {
  const inputs = node.inputs.map((id) => {
    const fact = facts[id];
    if (!fact) throw new Error(`Node "${node.name}" (${node.op}) reads tensor ${id} before it is made.`);
    return fact;
  });
  try {
    // One entry of the table per op: the rule for this node's op takes this node's attributes.
    const rule = opShapes[node.op] as (
      attrs: ModelNode['attrs'],
      inputs: readonly TensorFact[],
      outputs: number,
    ) => TensorFact[];
    return rule(node.attrs, inputs, node.outputs.length).map((fact) =>
      fact.value && sizeOf(fact.shape) > limit ? { shape: fact.shape, dtype: fact.dtype } : fact,
    );
  } catch (error) {
    throw new Error(`Node "${node.name}" (${node.op}): ${(error as Error).message}`);
  }
}

function constantFact(tensor: Tensor): TensorFact {
  const shape = tensor.shape.map((n) => n ?? 1);
  return { shape, dtype: tensor.dtype, ...(tensor.value ? { value: tensor.value } : {}) };
}

function fits(shape: readonly number[], wanted: Tensor['shape']): boolean {
  return shape.length === wanted.length && wanted.every((n, d) => n === null || n === shape[d]);
}
