import type { Profile } from '../../core/profile/Profile.ts';
import { fixedSettings } from '../../core/profile/quantizerFor.ts';
import { opsText } from './factRows.ts';

export interface RuleSentence {
  readonly text: string;
  /** True for what the profile does not know and the studio takes for granted. */
  readonly unsourced: boolean;
}

const edge = { pin8: '8/8', pin16: '16/16' } as const;

const between = {
  free: 'Changing the width between two layers costs nothing.',
  op: 'Changing the width between two layers takes an operation of its own.',
  unsupported: 'The width cannot change between two layers of the hardware.',
  unknown: 'Whether the width can change between two layers is not known; it is taken as possible.',
} as const;

/** What the hardware asks of quantizers and groups, one sentence each. */
export function ruleSentences(profile: Profile): readonly RuleSentence[] {
  const { tensor_rules: tensors, graph_rules: graph } = profile;
  const known = (text: string): RuleSentence => ({ text, unsourced: false });
  const found = fixedSettings(profile).map((setting) => known(setting.text));
  for (const [place, rule] of [
    ['first', tensors.first_layer],
    ['last', tensors.last_layer],
  ] as const) {
    if (rule === 'pin8' || rule === 'pin16') found.push(known(`The ${place} layer runs at ${edge[rule]}.`));
  }
  for (const [op, rule] of Object.entries(graph.join ?? {})) {
    if (rule.inputs_same_bits === null)
      found.push({
        text: `Whether ${op} needs inputs of one width is not known; it is taken to need them.`,
        unsourced: true,
      });
    else
      found.push(
        known(
          rule.inputs_same_bits
            ? `Layers whose outputs meet in ${op} run at one pair${rule.output_same_as_input ? ', also through the next join' : ''}.`
            : `${op} takes inputs of different widths.`,
        ),
      );
  }
  for (const { pattern } of graph.fusions ?? [])
    found.push(known(`Run as one kernel, at one pair: ${pattern.map((ops) => opsText(ops)).join(' → ')}.`));
  const change = graph.requantize_between_widths;
  if (change) found.push({ text: between[change], unsourced: change === 'unknown' });
  return found;
}
