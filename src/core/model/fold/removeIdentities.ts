import type { ModelNode } from '../Model.ts';
import type { Folding } from './Folding.ts';

/**
 * Identities and dropouts vanish. One that makes an output of the model from an inner tensor leaves its name to
 * the node before it where that is possible, and stays otherwise, so that outputs keep their names.
 */
export function removeIdentities(folding: Folding): void {
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (!node || !doesNothing(node) || node.activation) continue;
    const [x] = node.inputs;
    const [y] = node.outputs;
    if (x === undefined || y === undefined) continue;
    if (!folding.outputs.includes(y)) {
      const producer = folding.producerOf(x);
      folding.remove(node);
      folding.reroute(y, x);
      if (producer) folding.replace({ ...producer, absorbed: [...producer.absorbed, node.name] });
      continue;
    }
    const producer = folding.producerOf(x);
    if (producer && producer.outputs.length === 1 && folding.readOnlyBy(x, node))
      folding.absorb(producer, node);
  }
}

function doesNothing(node: ModelNode): boolean {
  if (node.op === 'identity') return true;
  return node.op === 'concat' && node.inputs.length === 1;
}
