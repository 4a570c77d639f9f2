import type { LayerKind } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';

/** Why two or more layers are one group. */
export interface Reason {
  /** `shared-input` and `shared-weights` always hold; the others come from the profile or from the user. */
  readonly rule: 'shared-input' | 'shared-weights' | 'join-same-bits' | 'fused-chain' | 'user';
  /** Name of the tensor that ties them (or of the join node's output); absent for `user`. */
  readonly tensor?: string;
  readonly layers: readonly string[];
  /** One sentence for people. */
  readonly text: string;
}

/** Layers that must run at one pair. */
export interface Group {
  /** Layer names joined by `+`; from four layers on the first and how many more, `conv1+3`. Stable and unique. */
  readonly id: string;
  readonly layers: readonly string[];
  readonly kinds: readonly LayerKind[];
  readonly reasons: readonly Reason[];
  /** Pairs that every layer of the group can run on this profile, ascending in weight then activation bits. */
  readonly pairs: readonly Pair[];
  /** Sentences: why some of the profile's pairs are not offered (first or last layer, mixed kinds). */
  readonly limits?: readonly string[];
}

/** The user's edits: layer name -> a label; layers of equal label are together. Layers not named keep their rule group. */
export type Assignment = Readonly<Record<string, string>>;
