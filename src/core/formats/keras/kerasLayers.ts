import * as conv from './convLayers.ts';
import type { LayerHandler } from './LayerCall.ts';
import * as math from './mathLayers.ts';
import { globalPool, pool1d, pool2d } from './poolLayers.ts';
import * as shape from './shapeLayers.ts';

/** Every Keras layer that is read, by class name: one layer, one line. */
export const kerasLayers: Readonly<Record<string, LayerHandler>> = {
  Conv1D: conv.conv1d,
  Conv2D: conv.conv2d,
  DepthwiseConv2D: conv.depthwiseConv2d,
  SeparableConv2D: conv.separableConv2d,
  Conv2DTranspose: conv.conv2dTranspose,
  Dense: conv.dense,
  BatchNormalization: conv.batchNormalization,
  MaxPooling1D: pool1d('max'),
  AveragePooling1D: pool1d('avg'),
  MaxPooling2D: pool2d('max'),
  AveragePooling2D: pool2d('avg'),
  GlobalAveragePooling1D: globalPool('mean', [1]),
  GlobalMaxPooling1D: globalPool('max', [1]),
  GlobalAveragePooling2D: globalPool('mean', [1, 2]),
  GlobalMaxPooling2D: globalPool('max', [1, 2]),
  Activation: math.activation,
  ReLU: math.relu,
  LeakyReLU: math.leakyRelu,
  ELU: math.elu,
  PReLU: math.prelu,
  Softmax: math.softmax,
  ThresholdedReLU: math.thresholdedRelu,
  Rescaling: math.rescaling,
  Add: math.merge('add'),
  Subtract: math.merge('sub'),
  Multiply: math.merge('mul'),
  Maximum: math.merge('max'),
  Minimum: math.merge('min'),
  Average: math.average,
  Concatenate: shape.concatenate,
  Flatten: shape.flatten,
  Reshape: shape.reshape,
  Permute: shape.permute,
  RepeatVector: shape.repeatVector,
  ZeroPadding2D: shape.zeroPadding2d,
  Cropping2D: shape.cropping2d,
  UpSampling2D: shape.upSampling2d,
  Embedding: shape.embedding,
  // Only training knows these.
  Dropout: shape.identity,
  SpatialDropout1D: shape.identity,
  SpatialDropout2D: shape.identity,
  AlphaDropout: shape.identity,
  GaussianNoise: shape.identity,
  GaussianDropout: shape.identity,
  ActivityRegularization: shape.identity,
};

/** Classes that cannot be read, with the reason. */
export function refusalOf(className: string): string {
  if (/RNN|LSTM|GRU|Bidirectional|TimeDistributed/.test(className)) {
    return 'is recurrent; recurrent layers are not supported, only feed-forward networks are.';
  }
  if (/3D/.test(className))
    return 'is three-dimensional; only layers over images and sequences are supported.';
  return 'is not a layer this studio knows (a custom layer?); replace it by standard layers and save the model again.';
}
