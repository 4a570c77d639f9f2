/**
 * The graph of a network as flat read-only tables: nodes in topological order, tensors by index.
 * A model carries no weight values (small integer constants aside); those live in `Weights`, keyed by tensor id, and
 * never leave the engine.
 */

export type TensorId = number;
export type NodeId = number;

/** `null` marks a dimension that is only known when an input arrives (the batch is always dimension 0). */
export type Shape = readonly (number | null)[];

export interface Tensor {
  readonly id: TensorId;
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** True for weights and other values stored in the file. */
  readonly constant: boolean;
  /** The node that makes it; `null` for model inputs and constants. */
  readonly producer: NodeId | null;
  readonly consumers: readonly NodeId[];
  /** Value of a small integer constant: what shape rules need where the weights are not at hand. */
  readonly value?: readonly number[];
}

export interface TensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export type Weights = ReadonlyMap<TensorId, TensorData>;

/** 'same' and 'valid' as TensorFlow means them; or explicit rows and columns added before and after. */
export type Padding =
  | 'same'
  | 'valid'
  | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

export const activationNames = [
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'swish',
  'hardSwish',
  'hardSigmoid',
  'softplus',
  'gelu',
] as const;

export type ActivationName = (typeof activationNames)[number];

export interface FusedActivation {
  readonly fn: ActivationName | 'prelu';
  /** Slope of leakyRelu / elu / hardSigmoid, factor of hardSwish. */
  readonly alpha?: number;
  /** Constant slope tensor of prelu. */
  readonly alphaTensor?: TensorId;
}

/**
 * What each op needs besides its inputs. One entry here, one shape rule in `model/ops`, one kernel in
 * `engine/ops`. Images are NHWC; filters are HWIO, depthwise HWCM, transposed HWOI, dense [in, out].
 *
 * A parameter that the file keeps as a constant is an attribute. Where the file computes it (a Reshape to a
 * shape taken from another tensor) the attribute is absent and the parameter is a further input, an int tensor
 * whose value `resolveShapes` finds.
 */
export interface OpAttrs {
  /** inputs: x, filter, bias? */
  readonly conv: ConvAttrs & { readonly groups: number };
  /** inputs: x, filter [H, W, C, M], bias? */
  readonly depthwiseConv: ConvAttrs;
  /** inputs: x, filter [H, W, O, I], bias?; `outputSize` is [height, width] where the file fixes it */
  readonly transposeConv: ConvAttrs & { readonly outputSize?: readonly [number, number] };
  /** inputs: x (last axis contracted), kernel [I, O], bias? */
  readonly dense: Record<string, never>;
  /** inputs: a, b (both may be activations), batched over leading axes */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** inputs: x, gamma, beta, mean, variance; over the last axis */
  readonly batchNorm: { readonly epsilon: number };
  /** inputs: a, b; broadcast as numpy does */
  readonly binary: { readonly fn: BinaryName };
  /** inputs: x */
  readonly unary: {
    readonly fn: UnaryName;
    /** Slope of leakyRelu / elu / hardSigmoid, factor of hardSwish, left side of step. */
    readonly alpha?: number;
    /** Of clip. */
    readonly min?: number;
    readonly max?: number;
  };
  /** inputs: x, alpha (broadcast) */
  readonly prelu: Record<string, never>;
  readonly softmax: { readonly axis: number; readonly log?: boolean };
  /** inputs: any number */
  readonly concat: { readonly axis: number };
  /** average leaves padding out of the count */
  readonly pool: {
    readonly kind: 'max' | 'avg';
    readonly size: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly padding: Padding;
  };
  /** `axes` absent: all of them. Global pools are `mean` / `max` over [1, 2]. */
  readonly reduce: {
    readonly fn: ReduceName;
    readonly axes?: readonly number[];
    readonly keepDims: boolean;
  };
  /** `paddings`: [before, after] per axis, else input 1 */
  readonly pad: {
    readonly mode: 'constant' | 'reflect' | 'symmetric';
    readonly paddings?: readonly (readonly [number, number])[];
    readonly value: number;
  };
  /** `size` [height, width], or `scale` times the input, else input 1 */
  readonly resize: {
    readonly method: 'bilinear' | 'nearest';
    readonly size?: readonly [number, number];
    readonly scale?: readonly [number, number];
    readonly alignCorners: boolean;
    readonly halfPixel: boolean;
  };
  /** `shape`: -1 is inferred, `null` keeps the input's dimension at that place; else input 1 */
  readonly reshape: { readonly shape?: Shape };
  /** Keeps the batch, lays the rest in one row. */
  readonly flatten: Record<string, never>;
  /** `perm` absent: reversed, or input 1 */
  readonly transpose: { readonly perm?: readonly number[] };
  /** size -1: to the end; else inputs 1 and 2 */
  readonly slice: { readonly begin?: readonly number[]; readonly size?: readonly number[] };
  /** begin, end, strides, else inputs 1, 2, 3; masks as TensorFlow's StridedSlice */
  readonly stridedSlice: {
    readonly begin?: readonly number[];
    readonly end?: readonly number[];
    readonly strides?: readonly number[];
    readonly beginMask: number;
    readonly endMask: number;
    readonly ellipsisMask: number;
    readonly newAxisMask: number;
    readonly shrinkAxisMask: number;
  };
  /** outputs: one per part; `sizes` may hold one -1 */
  readonly split: { readonly axis: number; readonly count?: number; readonly sizes?: readonly number[] };
  readonly squeeze: { readonly axes: readonly number[] };
  readonly expandDims: { readonly axis: number };
  /** Also dropout and whatever else does nothing at inference. */
  readonly identity: Record<string, never>;
  readonly cast: { readonly dtype: Tensor['dtype'] };
  /** inputs: x, indices */
  readonly gather: { readonly axis: number; readonly batchDims: number };
  /** inputs: x, indices [..., depth] */
  readonly gatherNd: Record<string, never>;
  readonly pack: { readonly axis: number };
  /** outputs: one per element of the axis */
  readonly unpack: { readonly axis: number };
  /** `reps`, else input 1 */
  readonly tile: { readonly reps?: readonly number[] };
  /** `shape`, else input 1 */
  readonly broadcastTo: { readonly shape?: readonly number[] };
  /** output: the shape of x, int32 */
  readonly shapeOf: Record<string, never>;
  /** inputs: dims, value */
  readonly fill: Record<string, never>;
  /** inputs: start, limit, delta */
  readonly range: Record<string, never>;
  /** inputs: x; every element becomes `value` */
  readonly fillLike: { readonly value: number };
  readonly depthToSpace: { readonly block: number };
  readonly spaceToDepth: { readonly block: number };
  readonly spaceToBatch: {
    readonly block: readonly number[];
    readonly paddings: readonly (readonly [number, number])[];
  };
  readonly batchToSpace: {
    readonly block: readonly number[];
    readonly crops: readonly (readonly [number, number])[];
  };
  readonly argReduce: { readonly fn: 'argMax' | 'argMin'; readonly axis: number };
  /** outputs: values, indices; `k`, else input 1 */
  readonly topk: { readonly k?: number; readonly sorted: boolean };
  readonly cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  readonly reverse: { readonly axes: readonly number[] };
  /** inputs: condition, a, b */
  readonly select: Record<string, never>;
  /** inputs: condition, whose value must be known; output: indices of what is not zero, [count, rank] */
  readonly nonZero: Record<string, never>;
  /** inputs: indices, shape, values, otherwise; all known */
  readonly sparseToDense: Record<string, never>;
  readonly oneHot: {
    readonly depth: number;
    readonly on: number;
    readonly off: number;
    readonly axis: number;
  };
}

export type BinaryName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'floorDiv'
  | 'mod'
  | 'pow'
  | 'max'
  | 'min'
  | 'squaredDifference'
  | 'atan2'
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'notEqual'
  | 'and'
  | 'or';

export type UnaryName =
  | ActivationName
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sqrt'
  | 'rsqrt'
  | 'square'
  | 'reciprocal'
  | 'neg'
  | 'abs'
  | 'sign'
  | 'clip'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'erf'
  | 'softsign'
  | 'not'
  | 'step';

export type ReduceName = 'mean' | 'max' | 'min' | 'sum' | 'prod' | 'any' | 'all';

export interface ConvAttrs {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: Padding;
}

export type OpName = keyof OpAttrs;

interface NodeBase {
  readonly id: NodeId;
  /** Unique in the model; what the user sees and what exports name. */
  readonly name: string;
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  /** Set by folding: the activation the hardware runs together with this node. */
  readonly activation?: FusedActivation;
  /** Names of the nodes of the file that folding merged into this one. */
  readonly absorbed: readonly string[];
}

export type ModelNode = { [K in OpName]: NodeBase & { readonly op: K; readonly attrs: OpAttrs[K] } }[OpName];

export interface Model {
  readonly name: string;
  /** Id of the format that read it, e.g. `tfjs-layers`. */
  readonly format: string;
  readonly nodes: readonly ModelNode[];
  readonly tensors: readonly Tensor[];
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  /** Sentences on what the reader left out of the file (post-processing behind the network). */
  readonly notes?: readonly string[];
}
