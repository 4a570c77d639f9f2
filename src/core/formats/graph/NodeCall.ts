import type { TensorData, TensorId } from '../../model/Model.ts';
import type { ModelBuilder } from '../../model/ModelBuilder.ts';
import type { GraphAttrs } from './GraphAttrs.ts';

/** One GraphDef node on its way into the model: what its handler needs. */
export interface NodeCall {
  readonly builder: ModelBuilder;
  readonly name: string;
  readonly op: string;
  readonly attrs: GraphAttrs;
  readonly inputs: readonly TensorId[];
  /** Outputs that other nodes read, at least 1. */
  readonly outputs: number;
  /** Input `index`; throws a ReadError when the node has none. */
  input(index: number): TensorId;
  /** Values of a constant input; undefined where the graph computes it. */
  data(index: number): TensorData | undefined;
  /** As plain numbers. */
  numbers(index: number): number[] | undefined;
  /** Numbers of an input that must be a constant. Throws a ReadError otherwise. */
  constants(index: number): number[];
  /** A constant of our own making. */
  constant(suffix: string, data: TensorData): TensorId;
}

/** Adds the nodes of one GraphDef node; returns its outputs. */
export type NodeHandler = (call: NodeCall) => readonly TensorId[];
