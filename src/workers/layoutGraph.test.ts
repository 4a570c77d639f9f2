import { describe, expect, it } from 'vitest';
import type { LayoutRequest } from '../core/ports.ts';
import { layoutGraph } from './layoutGraph.ts';

const box = { width: 100, height: 40 };

function request(count: number, edges: readonly (readonly [number, number])[]): LayoutRequest {
  return {
    marks: Array.from({ length: count }, () => box),
    edges: edges.map(([source, target]) => ({ source, target })),
  };
}

/** No two boxes share area, and every edge leads down. */
function expectSound(asked: LayoutRequest): ReturnType<typeof layoutGraph> {
  const layout = layoutGraph(asked);
  layout.marks.forEach((a, i) => {
    layout.marks.slice(i + 1).forEach((b, j) => {
      const apart = Math.abs(a.x - b.x) >= 99.9 || Math.abs(a.y - b.y) >= 39.9;
      expect(apart, `marks ${i} and ${i + 1 + j} overlap`).toBe(true);
    });
  });
  for (const { source, target } of asked.edges) {
    expect(layout.marks[target]!.y - layout.marks[source]!.y).toBeGreaterThan(40);
  }
  return layout;
}

describe('layoutGraph', () => {
  it('stacks a chain on one axis, each mark a unit of its own', () => {
    const layout = expectSound(
      request(4, [
        [0, 1],
        [1, 2],
        [2, 3],
      ]),
    );
    expect(layout.marks.map(({ x }) => x)).toEqual([0, 0, 0, 0]);
    expect(layout.marks.map(({ y }) => y)).toEqual([20, 86, 152, 218]);
    expect(layout.units).toEqual([0, 1, 2, 3]);
  });

  it('keeps the trunk of a residual block straight and leads the skip past it', () => {
    // 0 -> 1 -> 2 -> 3(add), 0 -> 3
    const layout = expectSound(
      request(5, [
        [0, 1],
        [1, 2],
        [0, 3],
        [2, 3],
        [3, 4],
      ]),
    );
    expect(layout.marks.map(({ x }) => x)).toEqual([0, 0, 0, 0, 0]);
    expect(layout.units).toEqual([0, 1, 1, 1, 2]);
    const skip = layout.edges[2]!;
    expect(skip).toHaveLength(2);
    expect(Math.abs(skip[0]!.x)).toBeGreaterThan(50);
    expect(layout.edges.filter((_, index) => index !== 2).every((points) => points.length === 0)).toBe(true);
  });

  it('stands a shortcut conv beside the first conv that it shares an input with', () => {
    // 0 -> 1 -> 2 -> 4(add), 0 -> 3 -> 4
    const { marks } = expectSound(
      request(5, [
        [0, 1],
        [1, 2],
        [0, 3],
        [2, 4],
        [3, 4],
      ]),
    );
    expect(marks[3]!.y).toBe(marks[1]!.y);
    expect(marks[3]!.x).toBe(126);
  });

  it('nests: squeeze and excite inside an inverted residual', () => {
    // 0 -> 1 -> 2 -> [3 -> 4 -> 5] -> 6(mul, also from 2) -> 7 -> 8(add, also from 0)
    const layout = expectSound(
      request(9, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
        [2, 6],
        [6, 7],
        [7, 8],
        [0, 8],
      ]),
    );
    expect(layout.marks.every(({ x }) => x === 0)).toBe(true);
    const [inner, outer] = [layout.edges[6]!, layout.edges[9]!];
    expect(inner[0]!.y).toBeGreaterThan(layout.marks[2]!.y);
    expect(inner[1]!.y).toBeLessThan(layout.marks[6]!.y);
    expect(Math.abs(inner[0]!.x)).not.toBe(Math.abs(outer[0]!.x) * Math.sign(inner[0]!.x * outer[0]!.x));
  });

  it('spreads an inception block of four branches', () => {
    const layout = expectSound(
      request(9, [
        [0, 1],
        [0, 2],
        [2, 3],
        [0, 4],
        [4, 5],
        [5, 6],
        [0, 7],
        [1, 8],
        [3, 8],
        [6, 8],
        [7, 8],
      ]),
    );
    expect(layout.marks[4]!.x).toBe(0);
    expect(new Set([1, 2, 4, 7].map((mark) => layout.marks[mark]!.x)).size).toBe(4);
  });

  it('gives what does not fall apart to dagre', () => {
    // Two branches that feed each other: 1 -> 3 and 2 -> 4 and 1 -> 4 and 2 -> 3
    expectSound(
      request(6, [
        [0, 1],
        [0, 2],
        [1, 3],
        [1, 4],
        [2, 3],
        [2, 4],
        [3, 5],
        [4, 5],
      ]),
    );
  });

  it('draws a U-Net: skips over skips', () => {
    const layout = expectSound(
      request(8, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
        [6, 7],
        [2, 5],
        [1, 6],
      ]),
    );
    expect(layout.edges[7]).toHaveLength(2);
    expect(layout.edges[8]).toHaveLength(2);
    expect(layout.edges[7]![0]!.x).not.toBe(layout.edges[8]![0]!.x);
  });

  it('copes with several inputs and outputs, loose marks and nothing at all', () => {
    expectSound(
      request(6, [
        [0, 2],
        [1, 2],
        [2, 3],
        [2, 4],
      ]),
    );
    expect(layoutGraph(request(0, []))).toEqual({ marks: [], edges: [], units: [] });
  });

  it('lays out 2,000 marks of residual blocks', () => {
    const edges: [number, number][] = [];
    for (let at = 0; at + 4 < 2000; at += 4) {
      edges.push([at, at + 1], [at + 1, at + 2], [at + 2, at + 3], [at + 3, at + 4], [at, at + 4]);
    }
    const layout = layoutGraph(request(2001, edges));
    expect(layout.units.at(-1)).toBeGreaterThan(400);
    expect(layout.marks.every(({ x }) => Math.abs(x) < 1)).toBe(true);
  });
});
