import { describe, expect, it } from 'vitest';
import { fitTransform, isVisible } from './fitTransform.ts';
import type { Mark } from './Mark.ts';
import { walkLayers } from './walkLayers.ts';
import type { PlacedGraph } from './wrapColumns.ts';

const mark = (id: string, kind: Mark['kind']): Mark => ({
  id,
  kind,
  name: id,
  label: '',
  width: 100,
  height: 40,
});

/** in -> a -> b -> add, a shortcut s beside b from a to add, then c. */
const graph: PlacedGraph = {
  marks: [
    mark('in', 'input'),
    mark('a', 'layer'),
    mark('b', 'layer'),
    mark('s', 'layer'),
    mark('add', 'join'),
    mark('c', 'layer'),
  ],
  edges: [
    [0, 1],
    [1, 2],
    [1, 3],
    [2, 4],
    [3, 4],
    [4, 5],
  ].map(([source, target]) => ({ id: `${source}>${target}`, source: source!, target: target!, tensors: [] })),
  centres: [
    { x: 0, y: 0 },
    { x: 0, y: 60 },
    { x: 0, y: 120 },
    { x: 130, y: 120 },
    { x: 0, y: 180 },
    { x: 0, y: 240 },
  ],
  routes: [],
  width: 300,
  height: 300,
  columns: 1,
};

describe('walkLayers', () => {
  it('follows edges down and up, straight on first, through joins', () => {
    expect(walkLayers(graph, 'a', 'down')).toBe('b');
    expect(walkLayers(graph, 's', 'down')).toBe('c');
    expect(walkLayers(graph, 'c', 'up')).toBe('b');
    expect(walkLayers(graph, 'b', 'up')).toBe('a');
  });

  it('steps to the neighbour at the side', () => {
    expect(walkLayers(graph, 'b', 'right')).toBe('s');
    expect(walkLayers(graph, 's', 'left')).toBe('b');
  });

  it('stays at the rim', () => {
    expect(walkLayers(graph, 'a', 'up')).toBeNull();
    expect(walkLayers(graph, 'c', 'down')).toBeNull();
    expect(walkLayers(graph, 'a', 'left')).toBeNull();
    expect(walkLayers(graph, 'nobody', 'down')).toBeNull();
  });
});

describe('fitTransform', () => {
  it('shows the whole picture centred, never larger than asked', () => {
    expect(fitTransform({ width: 1000, height: 400 }, { width: 500, height: 400 })).toEqual({
      k: 0.5,
      x: 0,
      y: 100,
    });
    expect(fitTransform({ width: 10, height: 10 }, { width: 500, height: 400 }, 1).k).toBe(1);
    expect(fitTransform({ width: 0, height: 0 }, { width: 500, height: 400 })).toEqual({ k: 1, x: 0, y: 0 });
  });

  it('knows what is on screen', () => {
    const view = { width: 500, height: 400 };
    expect(isVisible({ x: 100, y: 100 }, { k: 1, x: 0, y: 0 }, view)).toBe(true);
    expect(isVisible({ x: 100, y: 100 }, { k: 1, x: -90, y: 0 }, view)).toBe(false);
  });
});
