import type { TensorId } from '../../core/model/Model.ts';

/** What stands in the picture: one box, disc or pill. */
export interface Mark {
  /** Unique in the picture: the layer's or node's name, `in:` and `out:` + tensor name for inputs and outputs. */
  readonly id: string;
  readonly kind: 'layer' | 'join' | 'pool' | 'input' | 'output' | 'op';
  /** Layer, node or tensor name. */
  readonly name: string;
  /** What it does, for people: `Conv2D 3x3`, `add`, `max pool 3x3`, `224 × 224 × 3`. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

export interface MarkEdge {
  readonly id: string;
  /** Indices into `marks`. */
  readonly source: number;
  readonly target: number;
  /** The activations that pass along it: what the source makes, and what contracted nodes make of that. */
  readonly tensors: readonly TensorId[];
}

/** The picture before layout: marks in topological order. */
export interface VisibleGraph {
  readonly marks: readonly Mark[];
  readonly edges: readonly MarkEdge[];
}
