import { describe, expect, it } from 'vitest';
import type { Layer } from '../../core/model/Layer.ts';
import type { Model, ModelNode, Tensor } from '../../core/model/Model.ts';
import { visibleGraph } from './visibleGraph.ts';

/** A model from lines `op name <- inputs`, every output named as its node; `w` stands for a constant. */
function model(lines: readonly string[], outputs: readonly string[]): { model: Model; layers: Layer[] } {
  const tensors: (Tensor & { consumers: number[] })[] = [];
  const id = (name: string): number => {
    const found = tensors.findIndex((tensor) => tensor.name === name);
    if (found >= 0) return found;
    const constant = name.startsWith('w');
    tensors.push({
      id: tensors.length,
      name,
      shape: [null, 4],
      dtype: 'float32',
      constant,
      producer: null,
      consumers: [],
    });
    return tensors.length - 1;
  };
  const input = id('x');
  const nodes = lines.map((line, index) => {
    const [, op, name, from] = /^(\w+) (\w+) <- (.*)$/.exec(line)!;
    const [kind, fn] = op!.split('_');
    const node = {
      id: index,
      name,
      op: kind,
      inputs: from!.split(' ').map(id),
      outputs: [id(name!)],
      attrs: { fn, kind: fn, size: [3, 3] },
      absorbed: [],
    };
    return node as unknown as ModelNode;
  });
  const layers = nodes
    .filter((node) => node.op === 'conv' || node.op === 'dense')
    .map((node) => ({ name: node.name, node: node.id, label: 'Conv2D 3x3' }) as Layer);
  return {
    model: { name: 'm', format: 'f', nodes, tensors, inputs: [input], outputs: outputs.map(id) },
    layers,
  };
}

function drawn(
  lines: readonly string[],
  outputs: readonly string[],
  full = false,
): { marks: string[]; edges: string[] } {
  const { model: m, layers } = model(lines, outputs);
  const { marks, edges } = visibleGraph(m, layers, full);
  return {
    marks: marks.map((mark) => `${mark.kind} ${mark.id}`),
    edges: edges.map(({ source, target }) => `${marks[source]!.id} > ${marks[target]!.id}`),
  };
}

describe('visibleGraph', () => {
  const residual = [
    'conv a <- x w1',
    'unary_relu r <- a',
    'conv b <- r w2',
    'binary_add s <- b r',
    'unary_relu y <- s',
  ];

  it('shows layers and joins and contracts the rest into edges', () => {
    expect(drawn(residual, ['y'])).toEqual({
      marks: ['input in:x', 'layer a', 'layer b', 'join s', 'output out:y'],
      edges: ['in:x > a', 'a > b', 'b > s', 'a > s', 's > out:y'],
    });
  });

  it('shows every node on request', () => {
    expect(drawn(residual, ['y'], true).marks).toEqual([
      'input in:x',
      'layer a',
      'op r',
      'layer b',
      'join s',
      'op y',
      'output out:y',
    ]);
  });

  it('does not take x * sigmoid(x) for a join, but a gate for one', () => {
    const swish = drawn(['conv a <- x w1', 'unary_sigmoid g <- a', 'binary_mul y <- a g'], ['y']);
    expect(swish.marks).toEqual(['input in:x', 'layer a', 'output out:y']);
    const gate = drawn(
      ['conv a <- x w1', 'reduce_mean p <- a', 'dense d <- p w2', 'binary_mul y <- a d'],
      ['y'],
    );
    expect(gate.marks).toEqual(['input in:x', 'layer a', 'pool p', 'layer d', 'join y', 'output out:y']);
  });

  it('puts an output in the middle of the network right after its node', () => {
    const { marks } = drawn(['conv a <- x w1', 'conv b <- a w2'], ['a', 'b']);
    expect(marks).toEqual(['input in:x', 'layer a', 'output out:a', 'layer b', 'output out:b']);
  });

  it('draws one edge where a node reads a tensor twice, and none from constants', () => {
    expect(drawn(['conv a <- x w1', 'binary_mul y <- a a', 'binary_add z <- y w3'], ['z']).edges).toEqual([
      'in:x > a',
      'a > out:z',
    ]);
  });

  it('does not draw shapes as paths', () => {
    const { edges } = drawn(
      ['conv a <- x w1', 'shapeOf h <- x', 'conv b <- a w2', 'reshape y <- b h'],
      ['y'],
    );
    expect(edges).toEqual(['in:x > a', 'a > b', 'b > out:y']);
  });
});
