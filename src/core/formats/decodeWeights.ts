import type { Tensor, TensorData } from '../model/Model.ts';
import { float16ToFloat32 } from './float16ToFloat32.ts';
import type { ModelFile } from './ModelFormat.ts';
import { ReadError } from './ReadError.ts';

/** `weightsManifest` of a TensorFlow.js model.json: groups of weights, each group in one run of bytes over shards. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

export interface DecodedWeight extends TensorData {
  readonly name: string;
  readonly dtype: Tensor['dtype'];
}

const bytesPer: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/**
 * Weights by name: float32, int32, bool; float16 and affine uint8 / uint16 are widened.
 * `main` is the path of the model.json; shards are sought beside it. Throws a ReadError naming what is missing.
 */
export function decodeWeights(
  manifest: readonly WeightGroup[],
  files: readonly ModelFile[],
  main: string,
): Map<string, DecodedWeight> {
  const wanted = manifest.flatMap((group) => group.paths);
  const missing = wanted.filter((path) => !findShard(path, files, main));
  if (missing.length > 0) throw missingShards(missing, wanted.length, main);
  const decoded = new Map<string, DecodedWeight>();
  for (const group of manifest) {
    const bytes = join(group.paths.map((path) => findShard(path, files, main)!.bytes));
    const needed = group.weights.reduce((sum, spec) => sum + byteCount(spec), 0);
    if (bytes.length !== needed) {
      throw new ReadError(
        `The weights file ${quoted(group.paths)} holds ${bytes.length} bytes, but ${main} needs ${needed}: it is ` +
          `${bytes.length < needed ? 'cut short' : 'from another model'}; download it again.`,
      );
    }
    let offset = 0;
    for (const spec of group.weights) {
      const length = byteCount(spec);
      decoded.set(spec.name, decode(spec, bytes.subarray(offset, offset + length)));
      offset += length;
    }
  }
  return decoded;
}

function missingShards(missing: readonly string[], total: number, main: string): ReadError {
  const those = missing.length === 1 ? 'a weights file' : `${missing.length} weights files`;
  const all = missing.length === total ? 'and none was given' : `${missing.length} of ${total} missing`;
  return new ReadError(
    `${main} needs ${those} beside it (${all}): ${quoted(missing)}. Drop the whole folder, or all its files together.`,
  );
}

function quoted(paths: readonly string[]): string {
  const shown = paths.slice(0, 6).map((path) => `"${path}"`);
  return paths.length > 6 ? `${shown.join(', ')} and ${paths.length - 6} more` : shown.join(', ');
}

function findShard(path: string, files: readonly ModelFile[], main: string): ModelFile | undefined {
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const base = path.slice(path.lastIndexOf('/') + 1);
  return (
    files.find((file) => file.path === folder + path) ??
    files.find((file) => file.path === folder + base) ??
    files.find((file) => file.path.slice(file.path.lastIndexOf('/') + 1) === base)
  );
}

function byteCount(spec: WeightSpec): number {
  const stored = spec.quantization?.dtype ?? spec.dtype;
  const size = bytesPer[stored];
  if (size === undefined) {
    throw new ReadError(
      `The weight "${spec.name}" is stored as ${stored}, which is not supported; convert it to float32.`,
    );
  }
  return size * spec.shape.reduce((total, n) => total * n, 1);
}

function decode(spec: WeightSpec, bytes: Uint8Array): DecodedWeight {
  const { name, shape, quantization } = spec;
  const dtype = spec.dtype === 'int32' || spec.dtype === 'bool' ? spec.dtype : 'float32';
  // A copy: shards need not be aligned, and the weights outlive the file.
  const buffer = bytes.slice().buffer;
  if (!quantization) {
    if (dtype === 'float32') return { name, shape, dtype, values: new Float32Array(buffer) };
    return {
      name,
      shape,
      dtype,
      values: dtype === 'int32' ? new Int32Array(buffer) : Int32Array.from(bytes),
    };
  }
  if (quantization.dtype === 'float16') {
    return { name, shape, dtype, values: float16ToFloat32(new Uint16Array(buffer)) };
  }
  const { scale = 1, min = 0 } = quantization;
  const stored = quantization.dtype === 'uint8' ? bytes : new Uint16Array(buffer);
  return dtype === 'float32'
    ? { name, shape, dtype, values: Float32Array.from(stored, (x) => x * scale + min) }
    : { name, shape, dtype, values: Int32Array.from(stored, (x) => Math.round(x * scale + min)) };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
