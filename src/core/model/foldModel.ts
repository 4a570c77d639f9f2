import { absorbActivations } from './fold/absorbActivations.ts';
import { absorbPads } from './fold/absorbPads.ts';
import { evaluateConstants } from './fold/evaluateConstants.ts';
import { type Folding, openFolding } from './fold/Folding.ts';
import { foldAffine } from './fold/foldAffine.ts';
import { moveTransposes } from './fold/moveTransposes.ts';
import { namePrelus } from './fold/namePrelus.ts';
import { nameSwishes } from './fold/nameSwishes.ts';
import { removeIdentities } from './fold/removeIdentities.ts';
import type { Model, Weights } from './Model.ts';
import { finishModel } from './ModelBuilder.ts';

/** In this order, once each: what one pass leaves is what the next one looks for. */
const passes: readonly ((folding: Folding) => void)[] = [
  removeIdentities,
  evaluateConstants,
  moveTransposes,
  foldAffine,
  nameSwishes,
  namePrelus,
  absorbActivations,
  absorbPads,
];

/**
 * The network as the hardware runs it: batch norm and other per-channel scales and shifts folded into the layer
 * before them, activations and zero pads carried by their node, identities and constant subgraphs gone. Merged
 * nodes are named in `absorbed`. The folded model computes the same outputs up to rounding; its output tensors
 * keep their names. The given model and weights are left as they are.
 */
export function foldModel(model: Model, weights: Weights): { model: Model; weights: Weights } {
  const folding = openFolding(model, weights);
  for (const pass of passes) pass(folding);
  return finishModel(
    { ...model, nodes: folding.nodes(), tensors: folding.tensors, outputs: folding.outputs },
    folding.weights,
  );
}
