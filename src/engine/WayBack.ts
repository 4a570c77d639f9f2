import { add, dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { ModelNode, TensorId } from '../core/model/Model.ts';
import type { ResolvedShapes } from '../core/model/resolveShapes.ts';
import { nodeGradients } from './backward/nodeGradients.ts';
import type { GraphRunner } from './GraphRunner.ts';
import type { KeptNode } from './keepPass.ts';

/**
 * The way back over a pass: gradients of the tensors that it comes to next, in several directions at once. Only tensors behind
 * the sources have any, because an error of a source passes through no others.
 */
export class WayBack {
  readonly #runner: GraphRunner;
  readonly #behind: ReadonlySet<TensorId>;
  readonly #gradients = new Map<TensorId, readonly Tensor[]>();

  /** @param sources nodes whose outputs' gradients are wanted */
  constructor(runner: GraphRunner, nodes: readonly ModelNode[], sources: ReadonlySet<number>) {
    this.#runner = runner;
    this.#behind = tensorsBehind(nodes, sources);
  }

  /** What has arrived at a tensor, by direction; the gradients stay here. */
  at(tensor: TensorId): readonly Tensor[] {
    return this.#gradients.get(tensor) ?? [];
  }

  /** Adds to what has arrived at a tensor. `parts`, one by direction, are disposed here. */
  add(tensor: TensorId, parts: readonly Tensor[]): void {
    const before = this.#gradients.get(tensor);
    if (!before) {
      this.#gradients.set(tensor, parts);
      return;
    }
    this.#gradients.set(
      tensor,
      before.map((gradient, i) => add(gradient, parts[i]!)),
    );
    dispose([...before, ...parts]);
  }

  /** Goes back over one node: takes the gradients of its outputs and adds those of its inputs. */
  pass(shapes: ResolvedShapes, { node, inputs, outputs }: KeptNode): void {
    const facts = node.inputs.map((id) => shapes.fact(id));
    node.outputs.forEach((id, output) => {
      const arrived = this.#gradients.get(id);
      if (!arrived) return;
      this.#gradients.delete(id);
      const passed = {
        count: inputs.length,
        tensor: (i: number) => inputs[i] ?? this.#runner.constant(node.inputs[i]!),
        fact: (i: number) => facts[i]!,
        facts,
        outputs: node.outputs.map((o) => shapes.fact(o)),
        y: outputs[output]!,
      };
      const linear = (): Tensor => this.#runner.runLinear(node, passed)[output]!;
      const goesOn = node.inputs.some((input) => this.#behind.has(input));
      let made: readonly (readonly (Tensor | null)[])[];
      try {
        made = goesOn ? nodeGradients(node, passed, arrived, linear) : [];
      } finally {
        dispose([...arrived]);
      }
      node.inputs.forEach((input, i) => {
        const parts = made.flatMap((list) => list[i] ?? []);
        if (parts.length === 0) return;
        if (this.#behind.has(input)) this.add(input, parts);
        else dispose(parts);
      });
    });
  }

  close(): void {
    for (const list of this.#gradients.values()) dispose([...list]);
    this.#gradients.clear();
  }
}

/** The tensors through which an error of some source can pass: outputs of these nodes and all that follows from them. */
function tensorsBehind(nodes: readonly ModelNode[], sources: ReadonlySet<number>): ReadonlySet<TensorId> {
  const behind = new Set<TensorId>();
  for (const node of nodes) {
    if (!sources.has(node.id) && !node.inputs.some((id) => behind.has(id))) continue;
    for (const id of node.outputs) behind.add(id);
  }
  return behind;
}
