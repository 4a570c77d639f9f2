import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Model, TensorId } from '../core/model/Model.ts';
import type { NamedArray } from '../core/ports.ts';
import type { GraphRunner } from './GraphRunner.ts';

/**
 * Runs a model on arrays and reads back the tensors named, its outputs by default. Throws where an input is missing or a name is
 * not there.
 */
export async function runArrays(
  model: Model,
  runner: GraphRunner,
  arrays: readonly NamedArray[],
  names?: readonly string[],
): Promise<NamedArray[]> {
  const inputs = inputTensors(model, arrays);
  try {
    const wanted = names ? names.map((name) => tensorNamed(model, name)) : model.outputs;
    const made = runner.run(inputs, [...new Set(wanted)]);
    try {
      return await Promise.all(wanted.map((id) => toArray(model, id, made.get(id)!)));
    } finally {
      dispose([...made.values()]);
    }
  } finally {
    dispose(inputs);
  }
}

/** Inputs by name; a single input may have any name. */
function inputTensors(model: Model, arrays: readonly NamedArray[]): Tensor[] {
  const given = model.inputs.map((id) => {
    const { name } = model.tensors[id]!;
    const array = arrays.find((a) => a.name === name) ?? (model.inputs.length === 1 ? arrays[0] : undefined);
    if (!array) throw new Error(`The input "${name}" is missing.`);
    return array;
  });
  return given.map(({ values, shape }, i) =>
    tensor(values, [...shape], model.tensors[model.inputs[i]!]!.dtype),
  );
}

function tensorNamed(model: Model, name: string): TensorId {
  const found = model.tensors.find((t) => t.name === name && !t.constant);
  if (!found) throw new Error(`The model has no tensor "${name}" (folding may have merged it away).`);
  return found.id;
}

async function toArray(model: Model, id: TensorId, x: Tensor): Promise<NamedArray> {
  const values = await x.data();
  return {
    name: model.tensors[id]!.name,
    shape: x.shape,
    values: values instanceof Int32Array ? values : Float32Array.from(values as ArrayLike<number>),
  };
}
