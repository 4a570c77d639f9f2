import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** One of our own compute shaders, in the form that TensorFlow.js runs between its own. */
export interface GpuProgram {
  /** Names this shader's code: two programs of equal key have equal code. */
  readonly key: string;
  readonly inputs: readonly string[];
  /** Values per element of each input's array: 1 or 4. */
  readonly components: readonly (1 | 4)[];
  readonly outputShape: readonly number[];
  readonly outputComponents: 1 | 4;
  readonly workgroupSize: number;
  readonly workgroups: number;
  /** WGSL members of the uniform struct, e.g. `scale : f32, low : f32`. */
  readonly uniforms: string;
  /** The output is an array of atomics. */
  readonly atomic?: boolean;
  /** WGSL with `fn main(index : i32)`, index being flat over all invocations. */
  readonly code: string;
}

export interface UniformValue {
  readonly type: 'float32' | 'int32';
  readonly data: number[];
}

/** Runs a program on the WebGPU backend. With `output`, writes into that tensor and returns it. */
export function runProgram(
  program: GpuProgram,
  inputs: readonly Tensor[],
  uniforms: readonly UniformValue[],
  dtype: 'float32' | 'int32',
  output?: Tensor,
): Tensor {
  const backend = tf.backend() as WebGPUBackend;
  const shader: WebGPUProgram = {
    shaderKey: program.key,
    variableNames: [...program.inputs],
    variableComponents: [...program.components],
    outputShape: [...program.outputShape],
    outputComponent: program.outputComponents,
    workgroupSize: [program.workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [program.workgroups, 1, 1],
    uniforms: program.uniforms,
    size: true,
    ...(program.atomic ? { atomic: true } : {}),
    getUserCode: () => program.code,
  };
  const info = backend.runWebGPUProgram(
    shader,
    [...inputs],
    dtype,
    uniforms.map(({ type, data }) => ({ type, data })),
    output,
  );
  return output ?? tf.engine().makeTensorFromTensorInfo(info);
}
