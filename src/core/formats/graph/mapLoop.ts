import type { NodeDef } from './GraphAttrs.ts';

/**
 * `tf.map_fn` over the batch, as detection networks wrap their preprocessing: a loop that reads item i of one
 * tensor list, computes, and writes item i of another. At a batch of one it is its body, once.
 */
export interface MapLoop {
  /** The tensor whose first axis is mapped over. */
  readonly over: string;
  /** What the body computes for one item. */
  readonly item: string;
}

type Nodes = ReadonlyMap<string, NodeDef>;

/** The loop whose results a TensorListStack gathers; null where it is no plain map. */
export function mapLoopOf(stack: NodeDef, nodes: Nodes): MapLoop | null {
  if (stack.op !== 'TensorListStack') return null;
  const exit = source(stack, 0, nodes, 'Exit');
  const merge = exit && source(source(exit, 0, nodes, 'Switch'), 0, nodes, 'Merge');
  const write = merge && source(source(merge, 1, nodes, 'NextIteration'), 0, nodes, 'TensorListSetItem');
  const item = write?.input?.[2];
  if (!write || item === undefined) return null;
  const reads = [...nodes.values()].filter(
    (node) => node.op === 'TensorListGetItem' && node.input?.[1] === write.input?.[1],
  );
  const over = reads.length === 1 ? listSource(reads[0]!, nodes) : null;
  return over === null ? null : { over, item };
}

/** The tensor that a TensorListGetItem inside a loop reads items of; null when the list is not one tensor's. */
export function listSource(read: NodeDef, nodes: Nodes): string | null {
  const merge = source(source(read, 0, nodes, 'Switch'), 0, nodes, 'Merge');
  const list = merge && source(source(merge, 0, nodes, 'Enter'), 0, nodes, 'TensorListFromTensor');
  return list?.input?.[0] ?? null;
}

function source(node: NodeDef | null, index: number, nodes: Nodes, op: string): NodeDef | null {
  const name = node?.input?.[index]?.split(':')[0];
  const found = name === undefined ? undefined : nodes.get(name);
  return found?.op === op ? found : null;
}
