import { keep as keepAlive, tensor as makeTensor, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Model, ModelNode, TensorId } from '../core/model/Model.ts';
import type { ResolvedShapes } from '../core/model/resolveShapes.ts';
import type { LayerOverride, RanNode, Walk } from './GraphRunner.ts';
import type { KernelInputs } from './ops/Kernel.ts';

export interface WalkRequest {
  readonly model: Model;
  readonly shapes: ResolvedShapes;
  /** In the order of `model.inputs`; the caller's. */
  readonly inputs: readonly Tensor[];
  readonly keep: readonly TensorId[];
  constant(id: TensorId): Tensor;
  runNode(node: ModelNode, inputs: KernelInputs, override?: LayerOverride): Tensor[];
}

/** What stays the same for a walk and all that fork from it. */
interface Route extends WalkRequest {
  readonly nodes: readonly ModelNode[];
  readonly lastUse: ReadonlyMap<TensorId, number>;
}

/** Walks a graph in topological order, disposing each activation after its last use. */
export function walkGraph(request: WalkRequest, override?: LayerOverride): Walk {
  const nodes = nodesFor(request.model, request.shapes, request.keep);
  const lastUse = new Map<TensorId, number>();
  nodes.forEach((node, step) => {
    for (const id of node.inputs) lastUse.set(id, step);
  });
  return walkFrom({ ...request, nodes, lastUse }, 0, new Map(), override);
}

/** Goes on at `step` with the tensors `live`, which become the walk's. */
function walkFrom(
  route: Route,
  from: number,
  live: Map<TensorId, Tensor>,
  override: LayerOverride | undefined,
): Walk {
  const { model, shapes, inputs, keep, constant, runNode, nodes, lastUse } = route;
  const kept = new Set(keep);
  const given = new Map(model.inputs.map((id, i) => [id, inputs[i]!]));
  let doomed: Tensor[] = [];
  let step = from;

  const release = (): void => {
    for (const x of doomed) x.dispose();
    doomed = [];
  };

  /** An input, an activation, a weight, or a value that shapes alone have given. */
  const tensorOf = (id: TensorId): Tensor => {
    const known = given.get(id) ?? live.get(id);
    if (known) return known;
    if (model.tensors[id]!.constant) return constant(id);
    const { value, shape, dtype } = shapes.fact(id);
    if (!value) throw new Error(`Tensor "${model.tensors[id]!.name}" has not been computed.`);
    // Kernels ask inside a tidy, which must not take it.
    const made = keepAlive(makeTensor(Array.from(value), [...shape], dtype));
    live.set(id, made);
    return made;
  };

  const next = (): RanNode | null => {
    release();
    const node = nodes[step];
    if (!node) return null;
    const used: (Tensor | undefined)[] = node.inputs.map((id) => given.get(id) ?? live.get(id));
    const facts = node.inputs.map((id) => shapes.fact(id));
    const asked: KernelInputs = {
      count: node.inputs.length,
      tensor: (i) => {
        const id = node.inputs[i];
        if (id === undefined) throw new Error(`input ${i} is missing.`);
        const x = tensorOf(id);
        used[i] = x;
        return x;
      },
      fact: (i) => facts[i]!,
      facts,
      outputs: node.outputs.map((id) => shapes.fact(id)),
    };
    const outputs = runNode(node, asked, override);
    node.outputs.forEach((id, i) => {
      live.set(id, outputs[i]!);
    });
    for (const id of [...node.inputs, ...node.outputs]) {
      const x = live.get(id);
      if (!x || kept.has(id) || (lastUse.get(id) ?? -1) > step) continue;
      live.delete(id);
      doomed.push(x);
    }
    step++;
    return { node, inputs: used, outputs };
  };

  return {
    shapes,
    get remaining() {
      return nodes.length - step;
    },
    get upcoming() {
      return nodes[step] ?? null;
    },
    next,
    fork: (other) => {
      release();
      return walkFrom(route, step, new Map([...live].map(([id, x]) => [id, alias(x)])), other);
    },
    takeOutputs: () => {
      if (step < nodes.length) throw new Error('The walk has not reached its end.');
      release();
      const outputs = new Map<TensorId, Tensor>();
      for (const id of kept) {
        const x = tensorOf(id);
        // Inputs and weights stay whose they are: the caller gets a clone.
        outputs.set(id, live.delete(id) ? x : x.clone());
      }
      return outputs;
    },
    dispose: () => {
      release();
      for (const x of live.values()) x.dispose();
      live.clear();
      step = nodes.length;
    },
  };
}

/** Another tensor of the same values. On WebAssembly a clone copies them, a reshape does not. */
function alias(x: Tensor): Tensor {
  return reshape(x, x.shape);
}

/** Nodes that must run: what `keep` depends on, without those whose outputs follow from shapes alone. */
function nodesFor(model: Model, shapes: ResolvedShapes, keep: readonly TensorId[]): ModelNode[] {
  const wanted = new Set<TensorId>(keep);
  const nodes: ModelNode[] = [];
  for (const node of model.nodes.toReversed()) {
    if (!node.outputs.some((id) => wanted.has(id) && !shapes.fact(id).value)) continue;
    nodes.push(node);
    for (const id of node.inputs) wanted.add(id);
  }
  return nodes.reverse();
}
