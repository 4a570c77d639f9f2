import type { NodeDef } from './GraphAttrs.ts';

/** Ops of detection post-processing: loops, branches, and results whose number the data decide. */
export const postProcessing =
  /^(NonMaxSuppression.*|Unique.*|TensorList.*|TensorArray.*|Enter|Exit|Merge|Switch|NextIteration|LoopCond|While|StatelessWhile|If|StatelessIf)$/;

export interface ReadableOutputs {
  readonly outputs: readonly string[];
  /** One sentence on what was left out; absent where everything is read. */
  readonly note?: string;
}

/**
 * Outputs that come before any post-processing that cannot be read. Where every output lies behind it, the
 * network ends with the tensors that enter it. All layers of a network lie before.
 * @param sources of a node, as the reader sees them (a map loop that it can read has only its body)
 */
export function readableOutputs(
  wanted: readonly string[],
  nodes: ReadonlyMap<string, NodeDef>,
  sources: (node: NodeDef) => readonly string[],
  isRead: (node: NodeDef) => boolean,
): ReadableOutputs {
  const blocked = blockedNodes(wanted, nodes, sources, isRead);
  if (blocked.size === 0) return { outputs: wanted };
  const first = [...blocked].find((name) => postProcessing.test(nodes.get(name)!.op))!;
  const because = `behind the post-processing that begins at "${first}" (${nodes.get(first)!.op})`;
  const outputs = wanted.filter((text) => !blocked.has(nodeOf(text)));
  const left = wanted.filter((text) => blocked.has(nodeOf(text)));
  if (outputs.length > 0)
    return { outputs, note: `Left out: ${left.length} outputs (${left.join(', ')}) ${because}.` };
  const entering = new Set<string>();
  for (const name of blocked) {
    for (const text of sources(nodes.get(name)!)) {
      if (!blocked.has(nodeOf(text)) && comesFromLayer(text, nodes, sources)) entering.add(text);
    }
  }
  if (entering.size === 0) {
    const op = nodes.get(first)!.op;
    const note = `Every output depends on node "${first}" (${op}), a loop, branch or data-dependent op that is not supported; export the network without it.`;
    return { outputs: [], note };
  }
  return {
    outputs: [...entering],
    note: `All outputs (${wanted.join(', ')}) lie ${because}; the network ends with what enters it: ${[...entering].join(', ')}.`,
  };
}

function nodeOf(text: string): string {
  return text.split(':')[0]!;
}

/** Post-processing nodes and all that depends on them, among what the outputs need. */
function blockedNodes(
  wanted: readonly string[],
  nodes: ReadonlyMap<string, NodeDef>,
  sources: (node: NodeDef) => readonly string[],
  isRead: (node: NodeDef) => boolean,
): ReadonlySet<string> {
  const needed = reachable(wanted.map(nodeOf), (name) =>
    nodes.has(name) ? sources(nodes.get(name)!).map(nodeOf) : [],
  );
  const readers = new Map<string, string[]>();
  const blocked: string[] = [];
  for (const name of needed) {
    const node = nodes.get(name);
    if (!node) continue;
    if (postProcessing.test(node.op) && !isRead(node)) blocked.push(name);
    for (const text of sources(node)) {
      const from = nodeOf(text);
      readers.set(from, [...(readers.get(from) ?? []), name]);
    }
  }
  return reachable(blocked, (name) => readers.get(name) ?? []);
}

const layerOp = /Conv2D|DepthwiseConv2d|MatMul/;

function comesFromLayer(
  text: string,
  nodes: ReadonlyMap<string, NodeDef>,
  sources: (node: NodeDef) => readonly string[],
): boolean {
  const above = reachable([nodeOf(text)], (name) => {
    const node = nodes.get(name);
    // Shapes carry nothing of the data.
    return node && node.op !== 'Shape' && node.op !== 'Size' ? sources(node).map(nodeOf) : [];
  });
  return [...above].some((name) => layerOp.test(nodes.get(name)?.op ?? ''));
}

function reachable(starts: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const seen = new Set(starts);
  for (const name of seen) for (const other of next(name)) seen.add(other);
  return seen;
}
