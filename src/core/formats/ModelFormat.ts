import type { Model, Weights } from '../model/Model.ts';

/** One file of what the user gave: its path inside the folder or zip, and its bytes. */
export interface ModelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One file format, one object: `formats/tfjsLayers.ts`, `formats/tfjsGraph.ts`, and later ONNX, TFLite, Keras. */
export interface ModelFormat {
  readonly id: string;
  /** For people: `TensorFlow.js layers model`. */
  readonly title: string;
  /** Cheap: looks at names and the first file's head only. Returns the path of the main file, or null. */
  match(files: readonly ModelFile[]): string | null;
  /** Throws a ReadError whose message names the file and node and says what to do. Nothing is half-loaded. */
  read(files: readonly ModelFile[], main: string): { model: Model; weights: Weights };
}
