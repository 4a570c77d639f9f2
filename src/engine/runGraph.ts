import { keep, tensor as makeTensor, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Model, ModelNode, TensorId, Weights } from '../core/model/Model.ts';
import { type ResolvedShapes, resolveShapes } from '../core/model/resolveShapes.ts';
import type { GraphRunner, LayerOverride } from './GraphRunner.ts';
import { type Epilogue, finish } from './ops/convolve.ts';
import type { KernelInputs } from './ops/Kernel.ts';
import { isLayerNode, runLayerKernel } from './ops/layerKernels.ts';
import { opKernels } from './ops/opKernels.ts';
import { walkGraph } from './walkGraph.ts';

/** Puts a model on the current backend. Weights are uploaded on first use and kept until `dispose`. */
export function createGraphRunner(model: Model, weights: Weights): GraphRunner {
  const constants = new Map<TensorId, Tensor>();
  const resolved = new Map<string, ResolvedShapes>();

  const constant = (id: TensorId): Tensor => {
    const known = constants.get(id);
    if (known) return known;
    const { dtype, name } = model.tensors[id]!;
    const data = weights.get(id);
    if (!data) throw new Error(`The weights of "${name}" are missing.`);
    // Kernels ask inside a tidy, which must not take it.
    const made = keep(makeTensor(data.values, [...data.shape], dtype));
    constants.set(id, made);
    return made;
  };

  const epilogueOf = (node: ModelNode): Epilogue | undefined => {
    if (!node.activation) return undefined;
    const { fn, alpha, alphaTensor } = node.activation;
    return {
      fn,
      ...(alpha !== undefined ? { alpha } : {}),
      ...(alphaTensor !== undefined ? { alphaTensor: constant(alphaTensor) } : {}),
    };
  };

  const runLayer: GraphRunner['runLayer'] = (node, x, filter, bias) => {
    if (!isLayerNode(node)) throw new Error(`Node "${node.name}" (${node.op}) is not a layer.`);
    const own = bias === undefined && node.inputs[2] !== undefined ? constant(node.inputs[2]) : bias;
    const epilogue = epilogueOf(node);
    return tidy(() =>
      runLayerKernel(node, { x, filter, ...(own ? { bias: own } : {}), ...(epilogue ? { epilogue } : {}) }),
    );
  };

  const shapesFor = (inputs: readonly Tensor[]): ResolvedShapes => {
    const key = inputs.map((x) => x.shape.join('x')).join();
    const known =
      resolved.get(key) ??
      resolveShapes(
        model,
        inputs.map((x) => x.shape),
      );
    resolved.set(key, known);
    return known;
  };

  const runNode = (node: ModelNode, inputs: KernelInputs, override?: LayerOverride): Tensor[] => {
    try {
      if (isLayerNode(node)) {
        const other = override?.(node, inputs.tensor(0), inputs.tensor(1));
        if (other) return [other];
        const bias = inputs.count > 2 ? inputs.tensor(2) : null;
        return [runLayer(node, inputs.tensor(0), inputs.tensor(1), bias)];
      }
      const outputs = tidy(() => kernelOf(node)(node, inputs));
      const epilogue = epilogueOf(node);
      if (!epilogue) return outputs;
      return outputs.map((y) => {
        const activated = tidy(() => finish(y, epilogue));
        y.dispose();
        return activated;
      });
    } catch (error) {
      if ((error as Error).message.includes(`"${node.name}"`)) throw error;
      throw new Error(`Node "${node.name}" (${node.op}) failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };

  const start: GraphRunner['start'] = (inputs, wanted = model.outputs, override) =>
    walkGraph({ model, shapes: shapesFor(inputs), inputs, keep: wanted, constant, runNode }, override);

  const runLinear: GraphRunner['runLinear'] = (node, inputs) => {
    if (!isLayerNode(node)) return tidy(() => kernelOf(node)(node, inputs));
    const bias = inputs.count > 2 ? inputs.tensor(2) : undefined;
    const operands = { x: inputs.tensor(0), filter: inputs.tensor(1), ...(bias ? { bias } : {}) };
    return [tidy(() => runLayerKernel(node, operands))];
  };

  return {
    start,
    constant,
    runLayer,
    runLinear,
    run: (inputs, wanted) => {
      const walk = start(inputs, wanted);
      try {
        while (walk.next());
        return walk.takeOutputs();
      } finally {
        walk.dispose();
      }
    },
    dispose: () => {
      for (const x of constants.values()) x.dispose();
      constants.clear();
    },
  };
}

type AnyKernel = (node: ModelNode, inputs: KernelInputs) => Tensor[];

function kernelOf(
  node: Exclude<ModelNode, { op: 'conv' | 'depthwiseConv' | 'transposeConv' | 'dense' }>,
): AnyKernel {
  // One entry of the table per op: the kernel for this node's op takes this node.
  return opKernels[node.op] as AnyKernel;
}
