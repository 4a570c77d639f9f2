import { describe, expect, it } from 'vitest';
import { peakActivationBytes } from '../../core/cost/peakActivationBytes.ts';
import { Sketch } from '../../core/groups/fixtures/residualModel.ts';
import { peakPicture } from './peakPicture.ts';
import { visibleGraph } from './visibleGraph.ts';

describe('peakPicture', () => {
  const sketch = new Sketch(8, 4);
  const a = sketch.conv('a', sketch.input, 4);
  const c = sketch.conv('c', sketch.conv('b', a, 4), 4);
  const { model, layers } = sketch.done(sketch.classify('fc', sketch.add('sum', a, c)));
  const peak = peakActivationBytes(model, layers, () => ({ weightBits: 8, activationBits: 8 }));

  it.each([false, true])(
    'marks the edges along which what is in memory passes; every node shown: %s',
    (full) => {
      const graph = visibleGraph(model, layers, full);
      const { mark, edges } = peakPicture(graph, peak);
      const named = edges.map((e) => {
        const { source, target } = graph.edges[e]!;
        return `${graph.marks[source]!.id} > ${graph.marks[target]!.id}`;
      });
      // The peak of three equal tensors is first reached at b's successor: the skip, c's input and c's output.
      expect(peak.node).toBe('c');
      expect(graph.marks[mark!]!.id).toBe('c');
      expect(named.toSorted()).toEqual(['a > b', 'a > sum', 'b > c', 'c > sum']);
    },
  );

  it('has no mark where the picture contracts the node', () => {
    const graph = visibleGraph(model, layers, false);
    expect(peakPicture(graph, { ...peak, node: 'nowhere', tensors: [] })).toEqual({ mark: null, edges: [] });
  });
});
