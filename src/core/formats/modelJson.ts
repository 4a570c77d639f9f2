import type { WeightGroup } from './decodeWeights.ts';
import type { ModelFile } from './ModelFormat.ts';
import { ReadError } from './ReadError.ts';

/** A TensorFlow.js model.json, layers or graph. */
export interface ModelJson {
  readonly modelTopology: Readonly<Record<string, unknown>>;
  readonly weightsManifest: readonly WeightGroup[];
  readonly signature?: unknown;
  readonly userDefinedMetadata?: unknown;
}

export type ModelJsonKind = 'layers' | 'graph';

/** Which kind of TensorFlow.js model a JSON file is; null when it is none. Does not parse big files whole. */
export function modelJsonKind(file: ModelFile): ModelJsonKind | null {
  if (!/\.json$/i.test(file.path)) return null;
  const head = new TextDecoder().decode(file.bytes);
  if (!head.includes('"modelTopology"')) return null;
  // A graph names its nodes' ops; layers name their classes.
  return /"node"\s*:\s*\[/.test(head) && /"op"\s*:/.test(head) ? 'graph' : 'layers';
}

/**
 * The one model of this kind: at the top before deeper ones, `model.json` before other names. Null when there is
 * none; throws a ReadError when it is not clear which is meant.
 */
export function findModelJson(files: readonly ModelFile[], kind: ModelJsonKind): string | null {
  const found = files.filter((file) => modelJsonKind(file) === kind).map((file) => file.path);
  const depth = (path: string): number => path.split('/').length;
  const top = Math.min(...found.map(depth));
  const highest = found.filter((path) => depth(path) === top);
  const named = highest.filter((path) => /(^|\/)model\.json$/.test(path));
  const meant = named.length > 0 ? named : highest;
  if (meant.length > 1) {
    const shown = meant.slice(0, 4).map((path) => `"${path}"`);
    const list = meant.length > 4 ? `${shown.join(', ')} and ${meant.length - 4} more` : shown.join(', ');
    throw new ReadError(
      `There are ${meant.length} models among these files (${list}); drop one of them with its weights.`,
    );
  }
  return meant[0] ?? null;
}

/** Throws a ReadError for what is not JSON or has no weights manifest. */
export function parseModelJson(files: readonly ModelFile[], main: string): ModelJson {
  const file = files.find((one) => one.path === main);
  if (!file) throw new ReadError(`The file "${main}" was not given.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(file.bytes));
  } catch (error) {
    throw new ReadError(`${main} is not valid JSON (${(error as Error).message}); it may be cut short.`);
  }
  const json = parsed as Partial<ModelJson>;
  if (typeof json.modelTopology !== 'object' || json.modelTopology === null) {
    throw new ReadError(`${main} has no "modelTopology"; it is not a TensorFlow.js model.`);
  }
  if (!Array.isArray(json.weightsManifest)) {
    throw new ReadError(
      `${main} has no "weightsManifest", so its weights cannot be found; save the model again.`,
    );
  }
  return json as ModelJson;
}

/** The model's name for people: its folder, else the file without `.json`. */
export function modelNameOf(main: string): string {
  const parts = main.split('/');
  const file = parts.at(-1)!.replace(/\.json$/i, '');
  return file === 'model' && parts.length > 1 ? parts.at(-2)! : file;
}
