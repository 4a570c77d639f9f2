import type { ModelFile } from '../core/formats/ModelFormat.ts';

/** Small TensorFlow graphs written by hand, one per group of ops. For tests only. */
export interface GraphCase {
  readonly name: string;
  files(): ModelFile[];
}

type Attr = Readonly<Record<string, unknown>>;

/** Writes a frozen graph as the TensorFlow.js converter does: base64 text, numbers as strings. */
class GraphFile {
  readonly #nodes: object[] = [];
  readonly #weights: object[] = [];
  readonly #values: Float32Array[] = [];
  readonly #outputs: string[] = [];
  #state = 11;

  input(name: string, shape: readonly number[]): string {
    const dim = shape.map((size) => ({ size: String(size) }));
    this.#nodes.push({
      name,
      op: 'Placeholder',
      attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } },
    });
    return name;
  }

  /** Seeded values in -0.5..0.5 unless given. */
  constant(
    name: string,
    shape: readonly number[],
    values?: readonly number[],
    dtype: 'float32' | 'int32' = 'float32',
  ): string {
    const count = shape.reduce((total, n) => total * n, 1);
    const numbers = values ?? Array.from({ length: count }, () => this.#next());
    const data =
      dtype === 'int32' ? new Float32Array(Int32Array.from(numbers).buffer) : Float32Array.from(numbers);
    this.#nodes.push({
      name,
      op: 'Const',
      attr: { dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
    });
    this.#weights.push({ name, shape, dtype });
    this.#values.push(data);
    return name;
  }

  ints(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], values, 'int32');
  }

  scalar(name: string, value: number): string {
    return this.constant(name, [], [value], 'int32');
  }

  node(op: string, name: string, input: readonly string[], attr: Attr = {}): string {
    this.#nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
    return name;
  }

  output(name: string): void {
    this.#outputs.push(name);
  }

  files(): ModelFile[] {
    const outputs = Object.fromEntries(
      this.#outputs.map((name) => [name, { name: name.includes(':') ? name : `${name}:0` }]),
    );
    const json = {
      format: 'graph-model',
      modelTopology: { node: this.#nodes, versions: {} },
      weightsManifest: [{ paths: ['weights.bin'], weights: this.#weights }],
      signature: { outputs },
    };
    const bytes = new Uint8Array(this.#values.reduce((sum, part) => sum + part.byteLength, 0));
    let offset = 0;
    for (const part of this.#values) {
      bytes.set(new Uint8Array(part.buffer), offset);
      offset += part.byteLength;
    }
    return [
      { path: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
      { path: 'weights.bin', bytes },
    ];
  }

  #next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32 - 0.5;
  }
}

const text = (value: string) => ({ s: btoa(value) });
const texts = (...values: string[]) => ({ list: { s: values.map((value) => btoa(value)) } });
const ints = (...values: number[]) => ({ list: { i: values.map(String) } });
const int = (value: number) => ({ i: String(value) });
const yes = { b: true };
const conv = {
  strides: ints(1, 1, 1, 1),
  dilations: ints(1, 1, 1, 1),
  padding: text('SAME'),
  data_format: text('NHWC'),
};

export const graphCases: readonly GraphCase[] = [
  row('fused layers, explicit padding, prelu', (g) => {
    const x = g.input('x', [-1, 11, 9, 3]);
    const biased = { ...conv, fused_ops: texts('BiasAdd', 'Relu6'), num_args: int(1) };
    const a = g.node('_FusedConv2D', 'a', [x, g.constant('aw', [3, 3, 3, 8]), g.constant('ab', [8])], {
      ...biased,
      strides: ints(1, 2, 2, 1),
      padding: text('EXPLICIT'),
      explicit_paddings: ints(0, 0, 1, 2, 0, 1, 0, 0),
    });
    const sloped = { ...conv, fused_ops: texts('BiasAdd', 'Prelu'), num_args: int(2) };
    const b = g.node(
      '_FusedConv2D',
      'b',
      [a, g.constant('bw', [1, 1, 8, 8]), g.constant('bb', [8]), g.constant('bs', [8])],
      sloped,
    );
    const leaky = {
      ...conv,
      fused_ops: texts('BiasAdd', 'LeakyRelu'),
      num_args: int(1),
      leakyrelu_alpha: { f: 0.3 },
    };
    const leaked = g.node(
      '_FusedConv2D',
      'leaked',
      [b, g.constant('lw', [1, 1, 8, 8]), g.constant('lb', [8])],
      leaky,
    );
    const c = g.node(
      'FusedDepthwiseConv2dNative',
      'c',
      [leaked, g.constant('cw', [3, 3, 8, 1]), g.constant('cb', [8])],
      {
        ...conv,
        fused_ops: texts('BiasAdd', 'Relu'),
        num_args: int(1),
      },
    );
    const flat = g.node('Reshape', 'flat', [c, g.ints('flat/shape', [-1, 8])]);
    const dense = {
      fused_ops: texts('BiasAdd', 'Elu'),
      num_args: int(1),
      transpose_a: { b: false },
      transpose_b: { b: false },
    };
    g.output(g.node('_FusedMatMul', 'd', [flat, g.constant('dw', [8, 5]), g.constant('db', [5])], dense));
    const turned = { transpose_a: { b: false }, transpose_b: yes };
    g.output(g.node('MatMul', 'e', [flat, g.constant('ew', [5, 8])], turned));
  }),
  row('channels first between transposes, batch norm as mul and add', (g) => {
    const x = g.input('x', [-1, 4, 8, 10]);
    const padded = g.node('Pad', 'pad', [x, g.constant('pad/n', [4, 2], [0, 0, 0, 0, 1, 1, 2, 1], 'int32')]);
    const turned = g.node('Transpose', 'nhwc', [padded, g.ints('nhwc/perm', [0, 2, 3, 1])]);
    const y = g.node('Conv2D', 'conv', [turned, g.constant('w', [3, 3, 4, 6])], {
      ...conv,
      padding: text('VALID'),
    });
    const scaled = g.node('Mul', 'bn/mul', [y, g.constant('scale', [6])]);
    const shifted = g.node('AddV2', 'bn/add', [scaled, g.constant('shift', [1, 1, 1, 6])]);
    const back = g.node('Transpose', 'nchw', [shifted, g.ints('nchw/perm', [0, 3, 1, 2])]);
    const relu = g.node('Relu', 'relu', [back]);
    const again = g.node('Pad', 'pad2', [
      relu,
      g.constant('pad2/n', [4, 2], [0, 0, 0, 0, 1, 1, 1, 1], 'int32'),
    ]);
    const deep = g.node('Transpose', 'nhwc2', [again, g.ints('nhwc2/perm', [0, 2, 3, 1])]);
    const z = g.node('Conv2D', 'conv2', [deep, g.constant('w2', [3, 3, 6, 6])], {
      ...conv,
      padding: text('VALID'),
    });
    const back2 = g.node('Transpose', 'nchw2', [z, g.ints('nchw2/perm', [0, 3, 1, 2])]);
    const sum = g.node('AddV2', 'sum', [back2, relu]);
    g.output(g.node('Mean', 'mean', [sum, g.ints('mean/axes', [2, 3])], { keep_dims: { b: false } }));
    g.output(sum);
  }),
  row('reshape to a shape that the graph computes', (g) => {
    const x = g.input('x', [-1, 6, 4, 2]);
    const shape = g.node('Shape', 'shape', [x]);
    const cut = { begin_mask: int(0), end_mask: int(0), shrink_axis_mask: int(1) };
    const at = (name: string, i: number) => [
      shape,
      g.ints(`${name}/b`, [i]),
      g.ints(`${name}/e`, [i + 1]),
      g.ints(`${name}/s`, [1]),
    ];
    const batch = g.node('StridedSlice', 'batch', at('batch', 0), cut);
    const height = g.node('StridedSlice', 'height', at('height', 1), cut);
    const half = g.node('FloorDiv', 'half', [height, g.scalar('two', 2)], { T: { type: 'DT_INT32' } });
    const wanted = g.node('Pack', 'wanted', [batch, half, g.scalar('rest', -1)], { axis: int(0), N: int(3) });
    const y = g.node('Reshape', 'y', [x, wanted]);
    const grid = g.node('Range', 'grid', [g.scalar('zero', 0), height, g.scalar('one', 1)]);
    const real = g.node('Cast', 'real', [grid], { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } });
    const column = g.node('Reshape', 'column', [real, g.ints('column/shape', [1, -1, 1, 1])]);
    g.output(g.node('AddV2', 'placed', [x, column]));
    g.output(y);
  }),
  row('slices, splits, packs and gathers', (g) => {
    const x = g.input('x', [-1, 8, 6, 4]);
    const split = { num_split: int(2) };
    g.node('Split', 'parts', [g.scalar('axis', 3), x], split);
    const stacked = g.node('Pack', 'stacked', ['parts', 'parts:1'], { axis: int(1), N: int(2) });
    g.node('Unpack', 'apart', [stacked], { axis: int(1), num: int(2) });
    const joined = g.node('ConcatV2', 'joined', ['apart:1', 'apart', g.scalar('last', -1)], { N: int(2) });
    const every = { begin_mask: int(9), end_mask: int(9) };
    const odd = g.node(
      'StridedSlice',
      'odd',
      [joined, g.ints('b', [0, 1, 5, 0]), g.ints('e', [0, 8, 0, 0]), g.ints('s', [1, 2, -2, 1])],
      every,
    );
    g.output(odd);
    g.output(g.node('GatherV2', 'picked', [joined, g.ints('which', [2, 0, 1]), g.scalar('gather/axis', 2)]));
    g.output(
      g.node('Slice', 'piece', [joined, g.ints('piece/b', [0, 2, 1, 0]), g.ints('piece/n', [-1, 3, 2, -1])]),
    );
    g.node('SplitV', 'uneven', [x, g.ints('sizes', [1, 3]), g.scalar('uneven/axis', 3)], split);
    g.output('uneven:1');
    g.output(g.node('Tile', 'tiled', [x, g.ints('reps', [1, 1, 2, 1])]));
  }),
  row('element ops, reductions, resizes, pads', (g) => {
    const x = g.input('x', [-1, 6, 6, 4]);
    const two = g.constant('two', [], [2.5]);
    const sum = g.node('AddV2', 'sum', [
      g.node('Square', 'sq', [x]),
      g.node('Exp', 'exp', [g.node('Neg', 'neg', [x])]),
    ]);
    const ratio = g.node('RealDiv', 'ratio', [
      g.node('Sqrt', 'root', [sum]),
      g.node('Maximum', 'top', [x, two]),
    ]);
    const chosen = g.node('SelectV2', 'chosen', [
      g.node('Greater', 'more', [x, g.constant('half', [], [0.5])]),
      ratio,
      x,
    ]);
    g.output(
      g.node('DivNoNan', 'safe', [chosen, g.node('Floor', 'floor', [g.node('Mul', 'doubled', [x, two])])]),
    );
    const mirrored = g.node(
      'MirrorPad',
      'mirror',
      [x, g.constant('m', [4, 2], [0, 0, 1, 2, 2, 1, 0, 0], 'int32')],
      { mode: text('REFLECT') },
    );
    const half = { align_corners: { b: false }, half_pixel_centers: yes };
    g.output(g.node('ResizeBilinear', 'big', [mirrored, g.ints('big/size', [13, 7])], half));
    g.output(
      g.node('ResizeNearestNeighbor', 'near', [x, g.ints('near/size', [9, 12])], {
        ...half,
        half_pixel_centers: { b: false },
      }),
    );
    g.output(g.node('DepthToSpace', 'spread', [x], { block_size: int(2), data_format: text('NHWC') }));
    const keep = { keep_dims: yes };
    const mean = g.node('Mean', 'mean', [x, g.ints('hw', [1, 2])], keep);
    const centred = g.node('SquaredDifference', 'centred', [x, mean]);
    g.output(g.node('Max', 'max', [centred, g.ints('c', [-1])], { keep_dims: { b: false } }));
    const gate = g.node('Relu6', 'gate', [g.node('AddV2', 'plus', [x, g.constant('three', [], [3])])]);
    g.output(
      g.node('Mul', 'hardSwish', [g.node('Mul', 'gated', [x, gate]), g.constant('sixth', [], [1 / 6])]),
    );
    g.output(g.node('BatchMatMulV2', 'product', [x, x], { adj_x: { b: false }, adj_y: yes }));
  }),
  row('constants computed in the file, identities, transposed conv', (g) => {
    const x = g.input('x', [-1, 5, 7, 3]);
    const w = g.node('Mul', 'w', [g.constant('w0', [3, 3, 3, 4]), g.constant('wscale', [4])]);
    const kept = g.node('Identity', 'w/read', [w]);
    const y = g.node('DepthwiseConv2dNative', 'dw', [x, g.constant('dw/w', [3, 3, 3, 2])], {
      ...conv,
      dilations: ints(1, 2, 2, 1),
    });
    const one = g.node('BiasAdd', 'biased', [y, g.constant('bias', [6])], { data_format: text('NHWC') });
    const same = g.node('Identity', 'same', [g.node('StopGradient', 'stop', [one])]);
    const size = g.ints('up/size', [2, 10, 14, 5]);
    const up = g.node('Conv2DBackpropInput', 'up', [size, g.constant('up/w', [3, 3, 5, 6]), same], {
      ...conv,
      strides: ints(1, 2, 2, 1),
    });
    g.output(
      g.node('AvgPool', 'pool', [g.node('Sigmoid', 'gate', [up])], {
        ksize: ints(1, 3, 3, 1),
        strides: ints(1, 2, 2, 1),
        padding: text('SAME'),
      }),
    );
    g.output(
      g.node('AddV2', 'summed', [
        g.node('Sum', 'total', [x, g.ints('all', [1, 2, 3])], { keep_dims: yes }),
        g.node('Sum', 'wtotal', [kept, g.ints('wall', [0, 1, 2])], { keep_dims: { b: false } }),
      ]),
    );
  }),
];

function row(name: string, write: (graph: GraphFile) => void): GraphCase {
  return {
    name,
    files: () => {
      const graph = new GraphFile();
      write(graph);
      return graph.files();
    },
  };
}
