import { describe, expect, it } from 'vitest';
import { ModelBuilder } from './ModelBuilder.ts';
import { resolveShapes } from './resolveShapes.ts';

const ints = (...values: number[]) => ({ shape: [values.length], values: Int32Array.from(values) });
const int = (value: number) => ({ shape: [], values: Int32Array.of(value) });
const noMasks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

describe('resolveShapes', () => {
  it('follows shapes that the graph computes, for any batch', () => {
    const builder = new ModelBuilder();
    const x = builder.input('x', [null, 6, 4, 2]);
    const shape = builder.add('shapeOf', 'shape', [x], {});
    const batch = builder.add('stridedSlice', 'batch', [shape], {
      begin: [0],
      end: [1],
      strides: [1],
      ...noMasks,
      shrinkAxisMask: 1,
    });
    const height = builder.add('gather', 'height', [shape, builder.constant('one', int(1))], {
      axis: 0,
      batchDims: 0,
    });
    const half = builder.add('binary', 'half', [height, builder.constant('two', int(2))], { fn: 'floorDiv' });
    const wanted = builder.add('pack', 'wanted', [batch, half, builder.constant('rest', int(-1))], {
      axis: 0,
    });
    const y = builder.add('reshape', 'y', [x, wanted], {});
    const { model } = builder.build('net', 'test', [y]);
    expect(model.tensors[model.outputs[0]!]!.shape).toEqual([null, 3, 16]);
    const shapes = resolveShapes(model, [[5, 6, 4, 2]]);
    expect(shapes.shape(model.outputs[0]!)).toEqual([5, 3, 16]);
    expect(shapes.value(model.nodes.find((node) => node.name === 'wanted')!.outputs[0]!)).toEqual([5, 3, -1]);
    expect(shapes.value(model.outputs[0]!)).toBeNull();
  });

  it.each<[string, Parameters<typeof sliced>[0], number[]]>([
    ['x[1:4]', { begin: [1], end: [4], strides: [1] }, [1, 2, 3]],
    ['x[-3:]', { begin: [-3], end: [0], strides: [1], endMask: 1 }, [3, 4, 5]],
    ['x[::-2]', { begin: [0], end: [0], strides: [-2], beginMask: 1, endMask: 1 }, [5, 3, 1]],
    ['x[4:1:-1]', { begin: [4], end: [1], strides: [-1] }, [4, 3, 2]],
    ['x[:99]', { begin: [0], end: [99], strides: [1] }, [0, 1, 2, 3, 4, 5]],
    ['x[3:2]', { begin: [3], end: [2], strides: [1] }, []],
    ['x[-1] as a number', { begin: [-1], end: [0], strides: [1], shrinkAxisMask: 1 }, [5]],
  ])('slices as numpy does: %s', (_, attrs, wanted) => {
    expect(sliced(attrs)).toEqual(wanted);
  });

  it('names the node where shapes do not fit', () => {
    const builder = new ModelBuilder();
    const x = builder.input('x', [null, 3]);
    const y = builder.input('y', [null, 4]);
    const sum = builder.add('binary', 'sum', [x, y], { fn: 'add' });
    expect(() => builder.build('net', 'test', [sum])).toThrow(
      'Node "sum" (binary): [1,3] and [1,4] do not fit together.',
    );
  });

  it('says which input has the wrong shape', () => {
    const builder = new ModelBuilder();
    const y = builder.add('unary', 'y', [builder.input('image', [null, 8, 8, 3])], { fn: 'relu' });
    const { model } = builder.build('net', 'test', [y]);
    expect(() => resolveShapes(model, [[1, 8, 8, 1]])).toThrow(
      'Input "image" wants the shape [?, 8, 8, 3], got [1, 8, 8, 1].',
    );
  });
});

/** A slice of [0, 1, 2, 3, 4, 5]. */
function sliced(
  attrs: { begin: number[]; end: number[]; strides: number[] } & Partial<typeof noMasks>,
): number[] | null {
  const builder = new ModelBuilder();
  const x = builder.input('x', [6]);
  const numbers = builder.constant('numbers', ints(0, 1, 2, 3, 4, 5));
  const piece = builder.add('stridedSlice', 'piece', [numbers], { ...noMasks, ...attrs });
  const flat = builder.add('reshape', 'flat', [piece], { shape: [-1] });
  const { model } = builder.build('net', 'test', [flat, builder.add('unary', 'same', [x], { fn: 'relu' })]);
  return resolveShapes(model, [[6]]).value(model.outputs[0]!) as number[] | null;
}
