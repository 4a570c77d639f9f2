import { unzipSync } from 'fflate';
import type { Model, Weights } from '../model/Model.ts';
import type { ModelFile, ModelFormat } from './ModelFormat.ts';
import { ReadError } from './ReadError.ts';
import { tfjsGraph } from './tfjsGraph.ts';
import { tfjsLayers } from './tfjsLayers.ts';

/** Every format that is read: one format, one file, one line. */
export const modelFormats: readonly ModelFormat[] = [tfjsLayers, tfjsGraph];

/**
 * Reads whatever the user gave: a model's files, a folder, or one .zip of them.
 * Throws a ReadError whose message says what is wrong and what to do.
 */
export function readModel(given: readonly ModelFile[]): {
  model: Model;
  weights: Weights;
  format: ModelFormat;
  main: string;
  files: readonly ModelFile[];
} {
  if (given.length === 0)
    throw new ReadError('No files were given; drop a model.json with its weights, a folder, or a .zip.');
  const files = given.flatMap(unzipped);
  for (const format of modelFormats) {
    const main = format.match(files);
    if (main === null) continue;
    return { ...format.read(files, main), format, main, files };
  }
  throw new ReadError(unknown(files));
}

function unzipped(file: ModelFile): ModelFile[] {
  if (!/\.zip$/i.test(file.path)) return [file];
  try {
    return Object.entries(unzipSync(file.bytes))
      .filter(([path]) => !path.endsWith('/') && !path.startsWith('__MACOSX/'))
      .map(([path, bytes]) => ({ path, bytes }));
  } catch (error) {
    throw new ReadError(
      `"${file.path}" is not a readable .zip (${(error as Error).message}); pack it again.`,
    );
  }
}

function unknown(files: readonly ModelFile[]): string {
  const names = files.slice(0, 4).map((file) => `"${file.path}"`);
  const list = files.length > 4 ? `${names.join(', ')} and ${files.length - 4} more` : names.join(', ');
  if (files.length > 0 && files.every((file) => /\.bin$|shard\d+of\d+/i.test(file.path))) {
    return `${list}: weights without their model.json; drop the model.json together with them.`;
  }
  if (files.some((file) => /\.(onnx|tflite|keras|h5|pb|pt|pth)$/i.test(file.path))) {
    return `${list}: this format is not read yet; convert the model to TensorFlow.js (model.json with weights).`;
  }
  if (files.some((file) => /\.json$/i.test(file.path))) {
    return `${list}: no TensorFlow.js model (a model.json with "modelTopology") among these files.`;
  }
  return `${list}: not a model this studio reads; drop a TensorFlow.js model.json with its weights, a folder, or a .zip.`;
}
