import type { TensorData } from '../Model.ts';
import { shapesOfNode } from '../resolveShapes.ts';
import type { TensorFact } from '../TensorFact.ts';
import type { Folding } from './Folding.ts';

/** Nodes whose inputs are all constant are computed now, wherever plain numbers can. */
export function evaluateConstants(folding: Folding): void {
  const facts: (TensorFact | undefined)[] = [];
  for (const node of folding.nodes()) {
    if (node.activation || node.inputs.length === 0 || !node.inputs.every(folding.isConstant)) continue;
    for (const id of node.inputs) {
      const data = folding.weights.get(id);
      facts[id] = data && { shape: data.shape, dtype: folding.tensors[id]!.dtype, value: data.values };
    }
    const outputs = shapesOfNode(node, facts, Number.POSITIVE_INFINITY);
    if (outputs.some((fact) => !fact.value)) continue;
    folding.remove(node);
    node.outputs.forEach((id, i) => {
      const { shape, dtype, value } = outputs[i]!;
      folding.becomeConstant(id, { shape, values: valuesOf(value!, dtype) }, dtype);
    });
  }
}

function valuesOf(value: ArrayLike<number>, dtype: TensorFact['dtype']): TensorData['values'] {
  return dtype === 'float32' ? Float32Array.from(value) : Int32Array.from(value);
}
