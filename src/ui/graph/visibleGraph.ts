import type { Layer } from '../../core/model/Layer.ts';
import type { Model, ModelNode, TensorId } from '../../core/model/Model.ts';
import { formatShape } from '../format/formatShape.ts';
import type { Mark, MarkEdge, VisibleGraph } from './Mark.ts';
import { isPool, opLabel } from './opLabel.ts';

const sizes = {
  layer: { width: 148, height: 46 },
  join: { width: 24, height: 24 },
  pool: { width: 96, height: 22 },
  op: { width: 96, height: 22 },
  input: { width: 132, height: 26 },
  output: { width: 132, height: 26 },
} as const;

/**
 * What the picture shows of a model. By default layers, joins (nodes where two different paths meet), pools, inputs
 * and outputs; every other node is contracted into the edges through it. `full` shows every node.
 */
export function visibleGraph(model: Model, layers: readonly Layer[], full: boolean): VisibleGraph {
  const layerOf = new Map(layers.map((layer) => [layer.node, layer]));
  const marks: Mark[] = [];
  const edges: MarkEdge[] = [];
  /** Tensor -> the marks that its values come from, through contracted nodes. */
  const origins = new Map<TensorId, readonly number[]>();
  /** Tensor -> the tensors since those marks, itself included. */
  const trails = new Map<TensorId, readonly TensorId[]>();
  const outputs = new Set(model.outputs);

  const add = (
    mark: Omit<Mark, 'width' | 'height'>,
    from: readonly number[],
    inputs: readonly TensorId[],
  ): number => {
    const target = marks.length;
    marks.push({ ...mark, ...sizes[mark.kind] });
    for (const source of from) {
      const read = inputs.filter((tensor) => origins.get(tensor)?.includes(source));
      const tensors = [...new Set(read.flatMap((tensor) => trails.get(tensor) ?? []))];
      edges.push({ id: `${source}>${target}`, source, target, tensors });
    }
    return target;
  };
  const addOutput = (tensor: TensorId): void => {
    if (!outputs.delete(tensor)) return;
    const { name, shape } = model.tensors[tensor]!;
    const label = formatShape(shape.slice(1));
    add({ id: `out:${name}`, kind: 'output', name, label }, origins.get(tensor) ?? [], [tensor]);
  };

  for (const tensor of model.inputs) {
    const { name, shape } = model.tensors[tensor]!;
    const mark = add({ id: `in:${name}`, kind: 'input', name, label: formatShape(shape.slice(1)) }, [], []);
    origins.set(tensor, [mark]);
    trails.set(tensor, [tensor]);
    addOutput(tensor);
  }
  for (const node of model.nodes) {
    // A shape is not an activation: what is computed from it must not look like a path of the picture.
    const from =
      node.op === 'shapeOf' ? [] : [...new Set(node.inputs.flatMap((tensor) => origins.get(tensor) ?? []))];
    const layer = layerOf.get(node.id);
    const kind = layer ? 'layer' : kindOf(node, from, full);
    let made = from;
    if (kind)
      made = [
        add(
          { id: node.name, kind, name: node.name, label: layer?.label ?? opLabel(node) },
          from,
          node.inputs,
        ),
      ];
    const before = kind ? [] : node.inputs.flatMap((tensor) => trails.get(tensor) ?? []);
    for (const tensor of node.outputs) {
      origins.set(tensor, made);
      trails.set(tensor, [...new Set([...before, tensor])]);
      addOutput(tensor);
    }
  }
  return { marks, edges };
}

/** Null for a node that the picture contracts. Nodes on constants alone are never shown. */
function kindOf(node: ModelNode, from: readonly number[], full: boolean): Mark['kind'] | null {
  if (from.length === 0) return null;
  if (node.op === 'concat' || from.length > 1) return 'join';
  if (isPool(node)) return 'pool';
  if (!full) return null;
  return node.op === 'binary' && node.inputs.length > 1 && node.attrs.fn === 'add' ? 'join' : 'op';
}
