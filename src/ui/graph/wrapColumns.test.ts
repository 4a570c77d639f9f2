import { describe, expect, it } from 'vitest';
import type { Group } from '../../core/groups/Group.ts';
import type { Layout } from '../../core/ports.ts';
import { arrowPath, edgePath } from './edgePath.ts';
import { hulls } from './hulls.ts';
import type { VisibleGraph } from './Mark.ts';
import { wrapColumns } from './wrapColumns.ts';

/** A chain of `count` layers, each a unit. */
function chain(count: number): { graph: VisibleGraph; layout: Layout } {
  const marks = Array.from({ length: count }, (_, index) => ({
    id: `l${index}`,
    kind: 'layer' as const,
    name: `l${index}`,
    label: 'Conv2D 3x3',
    width: 148,
    height: 46,
  }));
  const edges = marks
    .slice(1)
    .map((_, index) => ({ id: `${index}`, source: index, target: index + 1, tensors: [] }));
  return {
    graph: { marks, edges },
    layout: {
      marks: marks.map((_, index) => ({ x: 0, y: 23 + index * 72 })),
      edges: edges.map(() => []),
      units: marks.map((_, index) => index),
      layoutMs: 0,
    },
  };
}

const groupOf = (...layers: string[]): Group => ({
  id: layers.join('+'),
  layers,
  kinds: [],
  reasons: [],
  pairs: [],
});

describe('wrapColumns', () => {
  it('leaves a picture that fits in one column', () => {
    const { graph, layout } = chain(4);
    expect(wrapColumns(graph, layout, { width: 400, height: 900 }).columns).toBe(1);
  });

  it('cuts a long chain so that it shows larger, in reading order', () => {
    const { graph, layout } = chain(60);
    const view = { width: 1000, height: 600 };
    const placed = wrapColumns(graph, layout, view);
    const tall = wrapColumns(graph, layout, view, 1);
    const scale = (g: { width: number; height: number }) =>
      Math.min(view.width / g.width, view.height / g.height);
    expect(placed.columns).toBeGreaterThan(3);
    expect(scale(placed)).toBeGreaterThan(3 * scale(tall));
    placed.centres.slice(1).forEach((centre, index) => {
      const before = placed.centres[index]!;
      expect(centre.x > before.x || (centre.x === before.x && centre.y > before.y)).toBe(true);
    });
    for (const { x, y } of placed.centres) {
      expect(x).toBeGreaterThanOrEqual(74);
      expect(x).toBeLessThanOrEqual(placed.width - 74);
      expect(y).toBeLessThanOrEqual(placed.height - 23);
    }
  });

  it('bends only the edges between columns', () => {
    const { graph, layout } = chain(60);
    const placed = wrapColumns(graph, layout, { width: 1000, height: 600 });
    expect(placed.routes.filter(({ bent }) => bent.length > 0)).toHaveLength(placed.columns - 1);
    const bent = placed.routes.findIndex((route) => route.bent.length > 0);
    expect(edgePath(placed, bent)).toContain('Q');
    expect(edgePath(placed, 0)).toMatch(/^M\S+ \S+L\S+ \S+$/);
    expect(arrowPath(placed, 0)).toMatch(/^M\S+ \S+l-3.4 -6h6.8z$/);
  });
});

describe('hulls', () => {
  const { graph, layout } = chain(3);
  const placed = wrapColumns(graph, layout, { width: 400, height: 900 }, 1);

  it('leaves single layers alone', () => {
    expect(hulls(placed, [groupOf('l0')])).toEqual([]);
  });

  it('draws one hull around neighbours', () => {
    const [hull] = hulls(placed, [groupOf('l0', 'l1')]);
    expect(hull).toMatchObject({ form: 'hull', link: '', layers: ['l0', 'l1'] });
  });

  it('falls back to outlines and a line where a stranger lies between', () => {
    const [hull] = hulls(placed, [groupOf('l0', 'l2')]);
    expect(hull!.form).toBe('badges');
    expect(hull!.path.match(/M/g)).toHaveLength(2);
    expect(hull!.link).toMatch(/^M\S+ \S+L\S+ \S+$/);
  });
});
