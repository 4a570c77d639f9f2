import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ModelFile } from './ModelFormat.ts';
import { ReadError } from './ReadError.ts';
import { readModel } from './readModel.ts';

const layer = (className: string, name: string, config: object, from?: string) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: from ? [[[from, 0, 0, {}]]] : [],
});

const inputLayer = layer('InputLayer', 'x', { batch_input_shape: [null, 4, 4, 2] });
const conv = (config: object = {}) =>
  layer('Conv2D', 'c', { kernel_size: [1, 1], strides: [1, 1], ...config }, 'x');
const convWeights = [
  { name: 'c/kernel', shape: [1, 1, 2, 3], dtype: 'float32' },
  { name: 'c/bias', shape: [3], dtype: 'float32' },
];

function layersModel(layers: object[], weights: object[] = convWeights, bytes = 36): ModelFile[] {
  const last = (layers.at(-1) as { name: string }).name;
  const modelTopology = {
    class_name: 'Model',
    config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [[last, 0, 0]] },
  };
  return files({ modelTopology, weightsManifest: [{ paths: ['w.bin'], weights }] }, bytes);
}

function graphModel(nodes: object[]): ModelFile[] {
  const shape = { shape: { dim: [{ size: '-1' }, { size: '3' }] } };
  const input = { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape } };
  return files(
    { modelTopology: { node: [input, ...nodes] }, weightsManifest: [{ paths: ['w.bin'], weights: [] }] },
    0,
  );
}

function files(json: object, bytes: number): ModelFile[] {
  return [
    { path: 'model.json', bytes: strToU8(JSON.stringify(json)) },
    { path: 'w.bin', bytes: new Uint8Array(bytes) },
  ];
}

const good = layersModel([inputLayer, conv()]);

describe('readModel', () => {
  it.each<[string, ModelFile[]]>([
    ['a model.json with its weights', good],
    ['a folder', good.map((file) => ({ ...file, path: `nets/mine/${file.path}` }))],
    [
      'a zip',
      [
        {
          path: 'mine.zip',
          bytes: zipSync(Object.fromEntries(good.map((f) => [`mine/${f.path}`, f.bytes]))),
        },
      ],
    ],
    ['a renamed model.json', good.map((file) => ({ ...file, path: file.path.replace('model', 'cat') }))],
  ])('reads %s', (_, given) => {
    const { model, weights } = readModel(given);
    expect(model.nodes.map((node) => node.name)).toEqual(['c']);
    expect(model.format).toBe('tfjs-layers');
    expect(model.tensors[model.outputs[0]!]!.shape).toEqual([null, 4, 4, 3]);
    expect([...weights.values()].map((data) => data.shape)).toEqual([[1, 1, 2, 3], [3]]);
  });

  it.each<[string, ModelFile[], RegExp]>([
    ['nothing', [], /No files were given/],
    ['a model.json alone', good.slice(0, 1), /needs a weights file beside it .*"w\.bin"/],
    ['weights alone', good.slice(1), /weights without their model\.json/],
    [
      'weights cut short',
      layersModel([inputLayer, conv()], convWeights, 20),
      /"w\.bin" holds 20 bytes, but model\.json needs 36: it is cut short/,
    ],
    [
      'weights of another model',
      layersModel([inputLayer, conv()], convWeights, 40),
      /holds 40 bytes.*from another model/,
    ],
    ['JSON cut short', [{ path: 'model.json', bytes: strToU8('{"modelTopology": {') }], /not valid JSON/],
    ['some JSON', [{ path: 'a.json', bytes: strToU8('{}') }], /no TensorFlow\.js model/],
    ['a broken zip', [{ path: 'a.zip', bytes: strToU8('PK nothing') }], /"a\.zip" is not a readable \.zip/],
    ['ONNX', [{ path: 'a.onnx', bytes: strToU8('x') }], /"a\.onnx": this format is not read yet/],
    ['a photograph', [{ path: 'a.jpg', bytes: strToU8('x') }], /not a model this studio reads/],
    [
      'a custom layer',
      layersModel([inputLayer, layer('Glow', 'g', {}, 'x')], [], 0),
      /Layer "g" \(Glow\) is not a layer this studio knows/,
    ],
    [
      'a recurrent layer',
      layersModel([inputLayer, layer('LSTM', 'm', {}, 'x')], [], 0),
      /Layer "m" \(LSTM\) is recurrent/,
    ],
    ['a 3D layer', layersModel([inputLayer, layer('Conv3D', 'v', {}, 'x')], [], 0), /three-dimensional/],
    [
      'channels first',
      layersModel([inputLayer, conv({ data_format: 'channels_first' })]),
      /Layer "c" \(Conv2D\) is channels_first/,
    ],
    [
      'an unknown activation',
      layersModel([inputLayer, conv({ activation: 'snake' })]),
      /Layer "c" .*"snake" is not supported/,
    ],
    [
      'a weight that is missing',
      layersModel([inputLayer, conv()], convWeights.slice(0, 1), 24),
      /no "c\/bias"/,
    ],
    [
      'string weights',
      layersModel([inputLayer, conv()], [{ name: 's', shape: [1], dtype: 'string' }], 0),
      /"s" is stored as string/,
    ],
    [
      'a layer read that is not there',
      layersModel([inputLayer, layer('ReLU', 'r', {}, 'ghost')], [], 0),
      /"ghost", which the model does not have/,
    ],
    [
      'shapes that do not fit',
      layersModel(
        [inputLayer, conv()],
        [{ name: 'c/kernel', shape: [1, 1, 5, 3], dtype: 'float32' }, convWeights[1]!],
        72,
      ),
      /Node "c" \(conv\): its filter reads 5 channels/,
    ],
    [
      'an unknown op',
      graphModel([{ name: 'f', op: 'FFT', input: ['x'] }]),
      /Node "f" \(FFT\) is an op that is not supported/,
    ],
    [
      'a loop',
      graphModel([{ name: 'w', op: 'Enter', input: ['x'] }]),
      /Every output depends on node "w" \(Enter\), a loop/,
    ],
    [
      'a dangling input',
      graphModel([{ name: 'r', op: 'Relu', input: ['gone'] }]),
      /"gone", which the graph does not have/,
    ],
  ])('refuses %s in one sentence', (_, given, message) => {
    expect(() => readModel(given)).toThrow(message);
  });

  it('throws ReadErrors, which are for people', () => {
    expect(() => readModel([])).toThrow(ReadError);
  });

  it('ends the network where post-processing begins, and says so', () => {
    const signature = { outputs: { boxes: { name: 'r:0' }, picks: { name: 'n:0' } } };
    const [json, bin] = graphModel([
      { name: 'r', op: 'Relu', input: ['x'] },
      { name: 'n', op: 'NonMaxSuppressionV3', input: ['r', 'r'] },
    ]);
    const parsed = JSON.parse(new TextDecoder().decode(json!.bytes)) as object;
    const { model } = readModel([
      { path: 'model.json', bytes: strToU8(JSON.stringify({ ...parsed, signature })) },
      bin!,
    ]);
    expect(model.outputs.map((id) => model.tensors[id]!.name)).toEqual(['r']);
    expect(model.notes?.[0]).toMatch(/Left out: 1 outputs \(n:0\).*"n" \(NonMaxSuppressionV3\)/);
  });

  it('asks which model of a folder is meant', () => {
    const two = good.flatMap((file) => [file, { ...file, path: file.path.replace('model', 'other') }]);
    expect(() =>
      readModel(two.map((file) => ({ ...file, path: file.path.replace('model', 'cat') }))),
    ).toThrow(/2 models among these files \("cat\.json", "other\.json"\); drop one of them with its weights/);
    expect(readModel(two).model.name).toBe('model');
  });

  it('reads Keras 3 references and batch_shape', () => {
    const tensor = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
    const layers = [
      layer('InputLayer', 'x', { batch_shape: [null, 4, 4, 2] }),
      { ...conv(), inbound_nodes: [{ args: [tensor], kwargs: {} }] },
    ];
    const weights = convWeights.map((spec, i) => ({ ...spec, name: `layers/c/vars/${i}` }));
    expect(readModel(layersModel(layers, weights)).model.nodes.map((node) => node.op)).toEqual(['conv']);
  });
});
