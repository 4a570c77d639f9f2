import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Model, ModelNode, TensorId } from '../core/model/Model.ts';
import type { GraphRunner, Walk } from './GraphRunner.ts';
import type { OpenPasses } from './OpenPasses.ts';

/** One node of a pass whose activations are all kept. */
export interface KeptNode {
  readonly node: ModelNode;
  /** Those that only describe shapes are absent (undefined). */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
}

export interface KeptPass {
  readonly walk: Walk;
  /** In the order in which they ran. */
  readonly nodes: readonly KeptNode[];
  /** The model's input and every activation. */
  readonly tensors: ReadonlyMap<TensorId, Tensor>;
}

/**
 * Runs forward from `x` and keeps every activation until `passes` is closed.
 * @param macsOf what a node costs; yielded once it has run
 */
export async function* keepPass(
  model: Model,
  runner: GraphRunner,
  passes: OpenPasses,
  x: Tensor,
  macsOf: (node: ModelNode) => number,
): AsyncGenerator<number, KeptPass, undefined> {
  const nodes: KeptNode[] = [];
  const tensors = new Map<TensorId, Tensor>(model.inputs.map((id) => [id, x]));
  const walk = passes.start(x);
  for (let ran = walk.next(); ran; ran = walk.next()) {
    const { node, inputs, outputs } = ran;
    node.outputs.forEach((id, i) => {
      // Shares the values: on WebAssembly a clone copies them, a reshape does not.
      tensors.set(id, passes.hold(reshape(outputs[i]!, outputs[i]!.shape)));
    });
    nodes.push({
      node,
      inputs: node.inputs.map((id, i) => tensors.get(id) ?? (inputs[i] && runner.constant(id))),
      outputs: node.outputs.map((id) => tensors.get(id)!),
    });
    yield macsOf(node);
  }
  return { walk, nodes, tensors };
}
