import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../profile/Profile.ts';
import { readProfile } from '../profile/readProfile.ts';
import { checkMove, moveChecker } from './checkMove.ts';
import { residualModel, Sketch } from './fixtures/residualModel.ts';
import { groupLayers } from './groupLayers.ts';

const shipped = (id: string): Profile =>
  readProfile(readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'), id);
const generic = shipped('generic-int');
const t4 = shipped('nvidia-t4-hawqv3');

/** The generic machine with a rule or two more. */
const withRules = (
  graph_rules: Profile['graph_rules'],
  tensor_rules: Profile['tensor_rules'] = {},
): Profile => ({
  ...generic,
  graph_rules,
  tensor_rules: { ...generic.tensor_rules, ...tensor_rules },
});

const tied = (groups: ReturnType<typeof groupLayers>): readonly (readonly string[])[] =>
  groups.filter((group) => group.layers.length > 1).map((group) => group.layers);

describe('shared inputs', () => {
  it.each([generic, t4])('tie exactly the four shortcut pairs of ResNet-50 on $id', (profile) => {
    const { model, layers } = residualModel(50);
    const groups = groupLayers(model, layers, profile);
    expect(layers).toHaveLength(54);
    expect(groups).toHaveLength(50);
    expect(tied(groups)).toEqual([1, 2, 3, 4].map((s) => [`s${s}b1.conv1`, `s${s}b1.down`]));
  });

  it.each([generic, t4])('tie exactly the three shortcut pairs of ResNet-18 on $id', (profile) => {
    const { model, layers } = residualModel(18);
    const groups = groupLayers(model, layers, profile);
    expect(layers).toHaveLength(21);
    expect(tied(groups)).toEqual([2, 3, 4].map((s) => [`s${s}b1.conv1`, `s${s}b1.down`]));
  });

  it('say why, naming the tensor, and give the group a stable id', () => {
    const { model, layers } = residualModel(50);
    const group = groupLayers(model, layers, generic).find((g) => g.layers.length > 1)!;
    expect(group.id).toBe('s1b1.conv1+s1b1.down');
    expect(group.reasons).toHaveLength(1);
    const source = layers.find((layer) => layer.name === 's1b1.down')!.sourceTensor;
    expect(group.reasons[0]).toMatchObject({
      rule: 'shared-input',
      tensor: model.tensors[source]!.name,
      layers: ['s1b1.conv1', 's1b1.down'],
    });
    expect(group.reasons[0]!.text).toContain('read the same activation');
    expect(group.pairs).toHaveLength(16);
  });
});

describe('profile rules', () => {
  it('tie what meets in an add, and with output_same_as_input whole stages', () => {
    const { model, layers } = residualModel(18);
    const near = groupLayers(model, layers, withRules({ join: { add: { inputs_same_bits: true } } }));
    expect(tied(near)).toContainEqual(['s2b1.conv1', 's2b1.conv2', 's2b1.down']);
    expect(tied(near)).not.toContainEqual(expect.arrayContaining(['s2b1.conv2', 's2b2.conv2']));
    const far = groupLayers(
      model,
      layers,
      withRules({ join: { add: { inputs_same_bits: true, output_same_as_input: true } } }),
    );
    const stage = far.find((group) => group.layers.includes('s2b2.conv2'))!;
    expect(stage.layers).toEqual(['s2b1.conv1', 's2b1.conv2', 's2b1.down', 's2b2.conv2']);
    expect(stage.id).toBe('s2b1.conv1+3');
    expect(stage.reasons.map((reason) => reason.rule)).toContain('join-same-bits');
    expect(stage.reasons.find((r) => r.rule === 'join-same-bits')!.text).toMatch(/meet in add "s2b1.add/);
  });

  it('take an unknown rule (null) as a tie, false and absence as none', () => {
    const { model, layers } = residualModel(18);
    const count = (join: Profile['graph_rules']['join']) =>
      groupLayers(model, layers, withRules({ ...(join ? { join } : {}) })).length;
    expect(count(undefined)).toBe(18);
    expect(count({ add: { inputs_same_bits: false } })).toBe(18);
    expect(count({ concat: { inputs_same_bits: true } })).toBe(18);
    expect(count({ add: { inputs_same_bits: null } })).toBeLessThan(18);
  });

  it('tie the inputs of a concat through ReLU, and fused chains', () => {
    const sketch = new Sketch();
    const stem = sketch.conv('stem', sketch.input, 4);
    const left = sketch.conv('left', sketch.depthwise('dw', stem), 4, 1);
    const right = sketch.conv('right', stem, 4, 1);
    const { model, layers } = sketch.done(sketch.classify('fc', sketch.concat('cat', [left, right])));
    const groups = groupLayers(model, layers, shipped('qualcomm-hexagon-htp'));
    // dw and right read the stem; left and right meet in the concat.
    expect(tied(groups)).toEqual([['dw', 'left', 'right']]);
    expect(groups[1]!.reasons.map((r) => r.rule)).toEqual(['shared-input', 'join-same-bits']);
    const fused = groupLayers(
      model,
      layers,
      withRules({ fusions: [{ pattern: [['depthwise_conv'], ['conv']] }] }),
    );
    expect(fused.find((g) => g.layers.includes('left'))!.reasons.map((r) => r.rule)).toEqual([
      'shared-input',
      'fused-chain',
    ]);
  });

  it('fix the first and the last layer, and say so', () => {
    const { model, layers } = residualModel(18);
    const groups = groupLayers(model, layers, withRules({}, { first_layer: 'pin8', last_layer: 'pin16' }));
    expect(groups[0]).toMatchObject({ id: 'conv1', pairs: [{ weightBits: 8, activationBits: 8 }] });
    expect(groups[0]!.limits).toEqual([
      "Generic integer machine keeps a network's first layer (conv1) at 8/8.",
    ]);
    expect(groups.at(-1)).toMatchObject({ id: 'fc', pairs: [{ weightBits: 16, activationBits: 16 }] });
    expect(groups[1]!.pairs).toHaveLength(16);
  });

  it('leave layers of an unsupported kind out', () => {
    const sketch = new Sketch();
    const { model, layers } = sketch.done(
      sketch.classify('fc', sketch.depthwise('dw', sketch.conv('c', sketch.input, 4))),
    );
    expect(groupLayers(model, layers, shipped('bismo-ultra96')).map((g) => g.id)).toEqual(['c', 'fc']);
  });
});

describe('checkMove', () => {
  const { model, layers } = residualModel(50);
  const at = (profile: Profile, assignment = {}) => ({ model, layers, profile, assignment });

  it('refuses to part layers that a rule ties, naming rule and tensor', () => {
    const move = checkMove(at(generic), ['s1b1.down'], 'conv1');
    expect(move).toMatchObject({ ok: false, rule: 'shared-input' });
    if (move.ok) return;
    const source = layers.find((layer) => layer.name === 's1b1.down')!.sourceTensor;
    expect(move.tensor).toBe(model.tensors[source]!.name);
    expect(move.text).toContain(
      `s1b1.down cannot leave s1b1.conv1: rule "shared input" at tensor "${move.tensor}"`,
    );
    expect(checkMove(at(generic), ['s1b1.conv1'], null)).toMatchObject({ ok: false, rule: 'shared-input' });
  });

  it('moves tied layers together, and back out', () => {
    const both = ['s1b1.conv1', 's1b1.down'];
    const move = checkMove(at(generic), both, 'conv1');
    if (!move.ok) throw new Error(move.text);
    const groups = groupLayers(model, layers, generic, move.assignment);
    expect(groups[0]!.layers).toEqual(['conv1', ...both]);
    expect(groups[0]!.reasons.map((r) => r.rule)).toEqual(['shared-input', 'user']);
    expect(groups).toHaveLength(49);
    const back = checkMove(at(generic, move.assignment), both, null);
    expect(back).toMatchObject({ ok: true, assignment: {} });
  });

  it('adds to a group the user made, keeps the others in it when one leaves', () => {
    const first = checkMove(at(generic), ['s1b2.conv1'], 'conv1');
    if (!first.ok) throw new Error(first.text);
    const second = checkMove(at(generic, first.assignment), ['s1b3.conv1'], 'conv1+s1b2.conv1');
    if (!second.ok) throw new Error(second.text);
    const groups = groupLayers(model, layers, generic, second.assignment);
    expect(groups[0]!.layers).toEqual(['conv1', 's1b2.conv1', 's1b3.conv1']);
    const third = checkMove(at(generic, second.assignment), ['s1b2.conv1'], 's2b2.conv1');
    if (!third.ok) throw new Error(third.text);
    const after = tied(groupLayers(model, layers, generic, third.assignment));
    expect(after).toContainEqual(['conv1', 's1b3.conv1']);
    expect(after).toContainEqual(['s1b2.conv1', 's2b2.conv1']);
  });

  it('refuses a merge without a common pair, with the reason', () => {
    const pinned = withRules({}, { first_layer: 'pin8', last_layer: 'pin16' });
    const move = checkMove(at(pinned), ['fc'], 'conv1');
    expect(move).toMatchObject({ ok: false, rule: 'no-common-pair' });
    expect(move.text).toMatch(
      /fc cannot join conv1: Generic integer machine has no pair that all of them can run/,
    );
  });

  it('knows neither layers nor groups that are not there', () => {
    expect(checkMove(at(generic), ['nope'], null)).toMatchObject({ ok: false, rule: 'unknown-layer' });
    expect(checkMove(at(generic), ['conv1'], 'nope')).toMatchObject({ ok: false, rule: 'unknown-layer' });
  });

  it('answers for every target of a drag alike', () => {
    const input = at(generic);
    const check = moveChecker(input, ['s2b1.down']);
    for (const group of groupLayers(model, layers, generic)) {
      expect(check(group.id).ok).toBe(group.layers.includes('s2b1.down'));
    }
  });

  it('rules win over an assignment from another profile', () => {
    const assignment = { 's1b1.down': 'mine', conv1: 'mine' };
    const groups = groupLayers(model, layers, generic, assignment);
    expect(groups[0]!.layers).toEqual(['conv1', 's1b1.conv1', 's1b1.down']);
    const pinned = withRules({}, { first_layer: 'pin8', last_layer: 'pin16' });
    const parted = groupLayers(model, layers, pinned, { conv1: 'x', fc: 'x' });
    expect(parted[0]).toMatchObject({ id: 'conv1' });
    expect(parted[0]!.limits!.at(-1)).toMatch(/Your merge of conv1, fc is not applied/);
  });
});
