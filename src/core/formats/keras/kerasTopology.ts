import { ReadError } from '../ReadError.ts';

/** A reference to an output of a layer: its name, which call of it, which of its outputs. */
export interface TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** One entry per use of the layer in this model. */
  readonly calls: readonly (readonly TensorRef[])[];
}

/** A model of layers, Sequential already written out as a chain. */
export interface KerasModel {
  readonly name: string;
  readonly sequential: boolean;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

type Json = Readonly<Record<string, unknown>>;

export const modelClasses: ReadonlySet<string> = new Set(['Sequential', 'Model', 'Functional']);

/** Reads `{ class_name, config }` of Keras 2 or 3. Throws a ReadError for any other class. */
export function kerasModel(topology: Json): KerasModel {
  const className = String(topology.class_name ?? '');
  if (!modelClasses.has(className)) {
    throw new ReadError(
      `The model is a "${className}"; only Sequential and functional Keras models carry their graph. Save it as one of them.`,
    );
  }
  const config = topology.config;
  // Old Sequential files hold the layers directly.
  const layers = (Array.isArray(config) ? config : (config as Json | undefined)?.layers) as
    | Json[]
    | undefined;
  if (!layers) throw new ReadError(`The ${className} model has no layers.`);
  const name = Array.isArray(config) ? 'sequential' : String((config as Json).name ?? className);
  if (className === 'Sequential') return sequential(name, layers);
  const { input_layers: inputs, output_layers: outputs } = config as Json;
  return {
    name,
    sequential: false,
    layers: layers.map((layer) => ({ ...named(layer), calls: callsOf(layer) })),
    inputs: refsOf(inputs),
    outputs: refsOf(outputs),
  };
}

function named(layer: Json): Omit<KerasLayer, 'calls'> {
  const config = layer.config;
  const own = Array.isArray(config) ? undefined : (config as Json | undefined);
  return {
    name: String(layer.name ?? own?.name ?? layer.class_name),
    className: String(layer.class_name),
    config: (own ?? { layers: config }) as Json,
  };
}

function sequential(name: string, layers: readonly Json[]): KerasModel {
  const chain: KerasLayer[] = [];
  let previous: TensorRef[] = [];
  for (const layer of layers) {
    const plain = named(layer);
    chain.push({ ...plain, calls: [previous] });
    previous = [{ layer: plain.name, call: 0, output: 0 }];
  }
  const first = chain[0];
  return {
    name,
    sequential: true,
    layers: chain,
    inputs: first ? [{ layer: first.name, call: 0, output: 0 }] : [],
    outputs: previous,
  };
}

/** Keras 2: [[[name, call, output, kwargs], ...], ...]; Keras 3: [{ args: [__keras_tensor__ ...] }, ...]. */
function callsOf(layer: Json): TensorRef[][] {
  const nodes = (layer.inbound_nodes ?? []) as unknown[];
  return nodes.map((node) => {
    const refs = Array.isArray(node) ? node.map(legacyRef) : kerasTensors((node as Json).args);
    return refs.filter((ref) => ref !== null);
  });
}

function legacyRef(ref: unknown): TensorRef | null {
  if (!Array.isArray(ref) || typeof ref[0] !== 'string') return null;
  return { layer: ref[0], call: Number(ref[1] ?? 0), output: Number(ref[2] ?? 0) };
}

function kerasTensors(value: unknown): TensorRef[] {
  if (Array.isArray(value)) return value.flatMap(kerasTensors);
  if (typeof value !== 'object' || value === null) return [];
  const { class_name: className, config } = value as Json;
  const history = (config as Json | undefined)?.keras_history;
  if (className !== '__keras_tensor__' || !Array.isArray(history)) return [];
  return [{ layer: String(history[0]), call: Number(history[1]), output: Number(history[2]) }];
}

/** Several references, or one written without the outer list. */
function refsOf(value: unknown): TensorRef[] {
  if (!Array.isArray(value)) return [];
  const list = typeof value[0] === 'string' ? [value] : value;
  return list.map(legacyRef).filter((ref) => ref !== null);
}
