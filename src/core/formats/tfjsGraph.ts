import type { Shape, TensorId } from '../model/Model.ts';
import { ModelBuilder } from '../model/ModelBuilder.ts';
import { type DecodedWeight, decodeWeights } from './decodeWeights.ts';
import { dtypeOf, GraphAttrs, type NodeDef, shapeOf } from './graph/GraphAttrs.ts';
import { graphOps } from './graph/graphOps.ts';
import { listSource, mapLoopOf } from './graph/mapLoop.ts';
import type { NodeCall } from './graph/NodeCall.ts';
import { readableOutputs } from './graph/readableOutputs.ts';
import type { ModelFormat } from './ModelFormat.ts';
import { findModelJson, type ModelJson, modelNameOf, parseModelJson } from './modelJson.ts';
import { ReadError } from './ReadError.ts';

/** TensorFlow graphs that the TensorFlow.js converter froze (`loadGraphModel`). */
export const tfjsGraph: ModelFormat = {
  id: 'tfjs-graph',
  title: 'TensorFlow.js graph model',
  match: (files) => findModelJson(files, 'graph'),
  read: (files, main) => {
    const json = parseModelJson(files, main);
    const nodes = json.modelTopology.node as readonly NodeDef[];
    const weights = decodeWeights(json.weightsManifest, files, main);
    const reading = new GraphReading(nodes, weights, signatureOf(json));
    const { outputs, notes } = reading.outputs();
    const { model, weights: kept } = reading.builder.build(modelNameOf(main), 'tfjs-graph', outputs);
    return { model: { ...model, ...(notes.length > 0 ? { notes } : {}) }, weights: kept };
  },
};

interface Port {
  readonly name: string;
  readonly dtype?: string;
  readonly tensorShape?: Readonly<Record<string, unknown>>;
}

interface Signature {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

function signatureOf(json: ModelJson): Signature {
  const metadata = json.userDefinedMetadata as { readonly signature?: unknown } | undefined;
  const found = (json.signature ?? metadata?.signature ?? {}) as {
    readonly inputs?: Readonly<Record<string, Port>>;
    readonly outputs?: Readonly<Record<string, Port>>;
  };
  return { inputs: Object.values(found.inputs ?? {}), outputs: Object.values(found.outputs ?? {}) };
}

/** `name:1` -> name and 1. */
function refOf(text: string): { readonly node: string; readonly output: number } {
  const [node = '', output] = text.split(':');
  return { node, output: Number(output ?? 0) };
}

class GraphReading {
  readonly builder = new ModelBuilder();
  readonly #nodes: ReadonlyMap<string, NodeDef>;
  readonly #weights: ReadonlyMap<string, DecodedWeight>;
  readonly #signature: Signature;
  readonly #made = new Map<string, readonly TensorId[]>();
  readonly #outputCounts = new Map<string, number>();

  constructor(nodes: readonly NodeDef[], weights: ReadonlyMap<string, DecodedWeight>, signature: Signature) {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#weights = weights;
    this.#signature = signature;
    for (const node of nodes) {
      for (const text of node.input ?? []) {
        const { node: name, output } = refOf(text);
        this.#outputCounts.set(name, Math.max(this.#outputCounts.get(name) ?? 1, output + 1));
      }
    }
    for (const port of signature.inputs) this.#placeholder(refOf(port.name).node, port);
    for (const node of nodes) if (node.op === 'Placeholder') this.#placeholder(node.name);
  }

  /** Adds what the signature's outputs need (without one: what nothing reads); dead nodes are left out. */
  outputs(): { outputs: TensorId[]; notes: string[] } {
    const named = this.#signature.outputs.map((port) => port.name);
    const wanted = named.length > 0 ? named : this.#leaves();
    const isRead = (node: NodeDef): boolean =>
      node.op === 'TensorListGetItem' || mapLoopOf(node, this.#nodes) !== null;
    const { outputs, note } = readableOutputs(wanted, this.#nodes, (node) => this.#sources(node), isRead);
    if (outputs.length === 0) throw new ReadError(note ?? 'The graph has no outputs.');
    return { outputs: outputs.map((text) => this.#tensor(text)), notes: note ? [note] : [] };
  }

  /** What a node reads, control edges aside; of a map loop, only its body. */
  #sources(node: NodeDef): readonly string[] {
    const loop = mapLoopOf(node, this.#nodes);
    if (loop) return [loop.item];
    const list = node.op === 'TensorListGetItem' ? listSource(node, this.#nodes) : null;
    if (list !== null) return [list];
    return (node.input ?? []).filter((text) => !text.startsWith('^'));
  }

  #leaves(): string[] {
    const read = new Set(
      [...this.#nodes.values()].flatMap((node) =>
        (node.input ?? []).map((text) => refOf(text.replace(/^\^/, '')).node),
      ),
    );
    const leaves = [...this.#nodes.values()].filter(
      (node) => !read.has(node.name) && !['Const', 'Placeholder', 'NoOp'].includes(node.op),
    );
    return leaves.map((node) => node.name);
  }

  #placeholder(name: string, port?: Port): void {
    const node = this.#nodes.get(name);
    if (!node || this.#made.has(name)) return;
    const attrs = new GraphAttrs(node);
    const shape = shapeOf(port?.tensorShape) ?? attrs.shape('shape') ?? attrs.shape('user_specified_shape');
    if (!shape) throw attrs.refuse('has no shape, so the size of the input is unknown.');
    this.#made.set(name, [
      this.builder.input(name, shape as Shape, port?.dtype ? dtypeOf(port.dtype) : attrs.dtype('dtype')),
    ]);
  }

  #tensor(text: string): TensorId {
    const { node, output } = refOf(text);
    this.#make(node);
    const tensor = this.#made.get(node)?.[output];
    if (tensor === undefined)
      throw new ReadError(`Node "${node}" has no output ${output}, but another node reads it.`);
    return tensor;
  }

  /** Depth first with a stack of our own: graphs are thousands of nodes deep. */
  #make(name: string): void {
    const stack = [name];
    const open = new Set<string>();
    while (stack.length > 0) {
      const at = stack.at(-1)!;
      if (this.#made.has(at)) {
        stack.pop();
        continue;
      }
      const node = this.#nodes.get(at);
      if (!node) throw new ReadError(`A node reads "${at}", which the graph does not have.`);
      const sources = this.#sources(node).map((text) => refOf(text).node);
      const missing = sources.filter((source) => !this.#made.has(source));
      if (missing.length === 0) {
        this.#made.set(at, this.#add(node));
        stack.pop();
        continue;
      }
      if (open.has(at))
        throw new ReadError(`Node "${at}" (${node.op}) is part of a loop, which is not supported.`);
      open.add(at);
      stack.push(...missing.reverse());
    }
  }

  #add(node: NodeDef): readonly TensorId[] {
    const attrs = new GraphAttrs(node);
    if (node.op === 'Const') {
      const weight = this.#weights.get(node.name);
      if (!weight)
        throw attrs.refuse('has no values in the weights files; the model was saved incompletely.');
      return [this.builder.constant(node.name, weight, weight.dtype)];
    }
    const mapped = this.#mapped(node, attrs);
    if (mapped !== null) return [mapped];
    const handler = Object.hasOwn(graphOps, node.op) ? graphOps[node.op] : undefined;
    if (!handler) throw attrs.refuse(refusalOf(node.op));
    return handler(this.#call(node, attrs));
  }

  /** A map over a batch of one: its item is x without the batch, its result the body with one. */
  #mapped(node: NodeDef, attrs: GraphAttrs): TensorId | null {
    const loop = mapLoopOf(node, this.#nodes);
    if (loop) return this.builder.add('expandDims', node.name, [this.#tensor(loop.item)], { axis: 0 });
    const list = node.op === 'TensorListGetItem' ? listSource(node, this.#nodes) : null;
    if (list === null) return null;
    const x = this.#tensor(list);
    if (this.builder.shapeOf(x)[0] !== 1) {
      throw attrs.refuse(
        'is a loop over a batch of free size, which is not supported; export the network for a batch of one.',
      );
    }
    return this.builder.add('squeeze', node.name, [x], { axes: [0] });
  }

  #call(node: NodeDef, attrs: GraphAttrs): NodeCall {
    const { builder } = this;
    const inputs = (node.input ?? [])
      .filter((text) => !text.startsWith('^'))
      .map((text) => this.#made.get(refOf(text).node)![refOf(text).output]!);
    const input = (index: number): TensorId => {
      const id = inputs[index];
      if (id === undefined) throw attrs.refuse(`has no input ${index}.`);
      return id;
    };
    const data = (index: number) => builder.data(input(index));
    const numbers = (index: number) => {
      const found = data(index);
      return found && Array.from(found.values);
    };
    return {
      builder,
      name: node.name,
      op: node.op,
      attrs,
      inputs,
      outputs: this.#outputCounts.get(node.name) ?? 1,
      input,
      data,
      numbers,
      constants: (index) => {
        const found = numbers(index);
        if (!found)
          throw attrs.refuse(
            `computes its parameter ${index} while running; only constant ones are supported.`,
          );
        return found;
      },
      constant: (suffix, value) => builder.constant(`${node.name}/${suffix}`, value),
    };
  }
}

const controlFlow: ReadonlySet<string> = new Set([
  'Enter',
  'Exit',
  'Merge',
  'Switch',
  'NextIteration',
  'LoopCond',
  'While',
  'StatelessWhile',
  'If',
  'StatelessIf',
]);

function refusalOf(op: string): string {
  if (controlFlow.has(op))
    return 'is control flow (a loop or a branch), which is not supported; export the network without it.';
  if (/^TensorList|^TensorArray/.test(op))
    return 'belongs to a loop, which is not supported; export the network without it.';
  if (/^NonMaxSuppression|^Where$|^Unique/.test(op)) {
    return 'gives as many results as the data decide, which is not supported; export the network without its post-processing.';
  }
  return 'is an op that is not supported; export the model without it, or report it.';
}
