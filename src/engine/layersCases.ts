import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import type { ModelFile } from '../core/formats/ModelFormat.ts';

/** Small networks that TensorFlow.js builds itself, one per group of layers. For tests only. */
export interface LayersCase {
  readonly name: string;
  build(): Promise<ModelFile[]>;
}

const { add, average, batchNormalization, concatenate, conv2d, dense, maximum, minimum, multiply } = layers;

export const layersCases: readonly LayersCase[] = [
  row('plain CNN with every fused activation', () => {
    const net = sequential();
    net.add(
      conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [12, 10, 3] }),
    );
    for (const activation of [
      'relu6',
      'elu',
      'selu',
      'sigmoid',
      'tanh',
      'softplus',
      'hardSigmoid',
      'swish',
      'mish',
      'softsign',
      'linear',
      'gelu',
    ] as const) {
      net.add(conv2d({ filters: 4, kernelSize: 1, activation }));
    }
    net.add(layers.maxPooling2d({ poolSize: 2 }));
    net.add(layers.dropout({ rate: 0.5 }));
    net.add(layers.flatten());
    net.add(dense({ units: 5, activation: 'softmax' }));
    return net;
  }),
  row('dilated, strided, separable, depthwise and transposed', () => {
    const x = input({ shape: [17, 15, 4] });
    let y = conv2d({ filters: 6, kernelSize: [3, 5], dilationRate: 2 }).apply(x) as SymbolicTensor;
    y = layers
      .depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, padding: 'same' })
      .apply(y) as SymbolicTensor;
    y = layers
      .separableConv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' })
      .apply(y) as SymbolicTensor;
    y = layers
      .conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' })
      .apply(y) as SymbolicTensor;
    y = layers
      .conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'valid' })
      .apply(y) as SymbolicTensor;
    return model({ inputs: x, outputs: y });
  }),
  row('batch norm of every form, after every layer', () => {
    const x = input({ shape: [9, 9, 3] });
    let y = conv2d({ filters: 6, kernelSize: 3, useBias: false }).apply(x) as SymbolicTensor;
    y = batchNormalization().apply(y) as SymbolicTensor;
    y = layers.reLU({ maxValue: 6 }).apply(y) as SymbolicTensor;
    y = layers
      .depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 })
      .apply(y) as SymbolicTensor;
    y = batchNormalization({ scale: false, epsilon: 0.01 }).apply(y) as SymbolicTensor;
    y = layers.leakyReLU({ alpha: 0.1 }).apply(y) as SymbolicTensor;
    y = layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2 }).apply(y) as SymbolicTensor;
    y = batchNormalization({ center: false }).apply(y) as SymbolicTensor;
    // Batch norm of an activation that two layers read: it cannot be folded.
    const both = layers.elu().apply(y) as SymbolicTensor;
    const left = batchNormalization().apply(both) as SymbolicTensor;
    y = add().apply([left, both]) as SymbolicTensor;
    y = layers.globalAveragePooling2d({}).apply(y) as SymbolicTensor;
    y = dense({ units: 4 }).apply(y) as SymbolicTensor;
    y = batchNormalization().apply(y) as SymbolicTensor;
    return model({ inputs: x, outputs: layers.softmax().apply(y) as SymbolicTensor });
  }),
  row('joins, pads and crops', () => {
    const x = input({ shape: [10, 8, 3] });
    const padded = layers
      .zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      })
      .apply(x);
    const a = conv2d({ filters: 4, kernelSize: 3, strides: 2 }).apply(padded) as SymbolicTensor;
    const b = conv2d({ filters: 4, kernelSize: 1, strides: 2 }).apply(
      layers.zeroPadding2d({ padding: 1 }).apply(x),
    ) as SymbolicTensor;
    const c = layers
      .cropping2D({
        cropping: [
          [0, 0],
          [0, 0],
        ],
      })
      .apply(a) as SymbolicTensor;
    const joined = [
      add().apply([a, b]),
      multiply().apply([a, b, c]),
      average().apply([a, b]),
      maximum().apply([a, c, b]),
      minimum().apply([a, b]),
    ];
    const y = concatenate().apply(joined as SymbolicTensor[]) as SymbolicTensor;
    const cropped = layers
      .cropping2D({
        cropping: [
          [1, 0],
          [1, 1],
        ],
      })
      .apply(y) as SymbolicTensor;
    const high = layers.globalMaxPooling2d({}).apply(cropped) as SymbolicTensor;
    return model({
      inputs: x,
      outputs: [high, layers.averagePooling2d({ poolSize: 2, padding: 'same' }).apply(a) as SymbolicTensor],
    });
  }),
  row('free height and width, up-sampling', () => {
    const x = input({ shape: [null, null, 3] });
    const up = layers.upSampling2d({ size: [2, 3] }).apply(x) as SymbolicTensor;
    const smooth = layers
      .upSampling2d({ size: [2, 3], interpolation: 'bilinear' })
      .apply(x) as SymbolicTensor;
    return model({
      inputs: x,
      outputs: conv2d({ filters: 2, kernelSize: 3 }).apply(add().apply([up, smooth])) as SymbolicTensor,
    });
  }),
  row('one layer used twice, nested models, two inputs', () => {
    const shared = conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu', name: 'shared' });
    const inner = sequential({ name: 'inner' });
    inner.add(conv2d({ filters: 4, kernelSize: 1, inputShape: [8, 8, 3], name: 'inner_conv' }));
    inner.add(batchNormalization({ name: 'inner_norm' }));
    const x = input({ shape: [8, 8, 3], name: 'left' });
    const z = input({ shape: [8, 8, 3], name: 'right' });
    const once = shared.apply(x) as SymbolicTensor;
    const twice = shared.apply(once) as SymbolicTensor;
    const y = add().apply([
      inner.apply(twice) as SymbolicTensor,
      inner.apply(z) as SymbolicTensor,
    ]) as SymbolicTensor;
    return model({ inputs: [x, z], outputs: layers.flatten().apply(y) as SymbolicTensor });
  }),
  row('sequences: conv1d, pools, permute, reshape, repeat', () => {
    const x = input({ shape: [20, 3] });
    let y = layers
      .conv1d({ filters: 6, kernelSize: 3, strides: 2, activation: 'relu' })
      .apply(x) as SymbolicTensor;
    y = layers.prelu({}).apply(y) as SymbolicTensor;
    y = layers.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2 }).apply(y) as SymbolicTensor;
    y = layers.maxPooling1d({ poolSize: 2, strides: 1 }).apply(y) as SymbolicTensor;
    y = layers.permute({ dims: [2, 1] }).apply(y) as SymbolicTensor;
    y = layers.reshape({ targetShape: [8, -1] }).apply(y) as SymbolicTensor;
    y = layers.globalAveragePooling1d({}).apply(y) as SymbolicTensor;
    y = layers.reshape({ targetShape: [3] }).apply(y) as SymbolicTensor;
    y = layers.repeatVector({ n: 3 }).apply(y) as SymbolicTensor;
    y = dense({ units: 2, activation: 'tanh' }).apply(y) as SymbolicTensor;
    return model({ inputs: x, outputs: layers.thresholdedReLU({ theta: 0.1 }).apply(y) as SymbolicTensor });
  }),
];

function row(name: string, make: () => LayersModel): LayersCase {
  return {
    name,
    build: async () => {
      const network = make();
      fillWeights(network);
      const files = await filesOf(network);
      network.dispose();
      return files;
    },
  };
}

/** Seeded weights in -0.5..0.5; variances, which must not be negative, in 0.5..1.5. */
function fillWeights(network: LayersModel): void {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (const weight of network.weights) {
    const shift = weight.name.includes('variance') ? 1 : 0;
    const shape = weight.shape as number[];
    const values = Float32Array.from(
      { length: shape.reduce((total, n) => total * n, 1) },
      () => next() + shift,
    );
    const value = tf.tensor(values, shape);
    weight.write(value);
    value.dispose();
  }
}

async function filesOf(network: LayersModel): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  await network.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = JSON.stringify({ modelTopology, weightsManifest: manifest });
      files.push({ path: 'model.json', bytes: new TextEncoder().encode(json) });
      files.push({ path: 'weights.bin', bytes: new Uint8Array(weightData as ArrayBuffer) });
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return files;
}
