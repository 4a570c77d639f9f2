import { describe, expect, it } from 'vitest';
import { readLatencyCsv } from '../../core/cost/readLatencyCsv.ts';
import type { Profile } from '../../core/profile/Profile.ts';
import { createStudio } from '../createStudio.ts';
import { fakeHost, fakeStart } from '../fixtures/fakeHost.ts';
import { fixtureProfile } from '../fixtures/fixtureProfile.ts';
import { fixtureStudio } from '../fixtures/fixtureStudio.ts';
import { idle } from '../fixtures/idle.ts';
import { initialDecisions } from '../initialState.ts';
import type { Studio } from '../Studio.ts';
import { selectBudgetRanges } from '../selectors/selectBudgetRanges.ts';
import { selectGroups } from '../selectors/selectGroups.ts';
import { selectLayers } from '../selectors/selectLayers.ts';
import { selectProfile } from '../selectors/selectProfile.ts';
import { selectTotals } from '../selectors/selectTotals.ts';

const csv = (...rows: string[]): File =>
  new File([['layer,w_bits,a_bits,ms', ...rows].join('\n')], 'mine.csv');

const state = (studio: Studio) => studio.store.getState();
const planRow = (studio: Studio) => selectTotals(state(studio)).find((row) => row.id === 'plan')!;

describe('a table of measured latencies', () => {
  it('makes a variant of the profile whose times are the measured ones, and keeps AQS, pins and other budgets', async () => {
    const studio = fixtureStudio();
    await idle(studio);
    const { aqs } = state(studio);
    studio.actions.pin(selectGroups(state(studio))[1]!.id, '8/8');
    studio.actions.setBudget('latency', selectBudgetRanges(state(studio)).latency.max);
    await idle(studio);
    const before = state(studio);
    const refused = await studio.actions.addLatencyTable(csv('stem,8,8,7', 'stem,4,4,3', 'nowhere,8,8,1'));
    await idle(studio);
    const now = state(studio);
    expect(refused).toBeNull();
    expect(selectProfile(now)).toMatchObject({
      name: 'Fixture machine + mine.csv',
      latency_model: { measured_table: { file: 'mine.csv', base: fixtureProfile.id, rows: 3 } },
    });
    expect(now.aqs).toEqual(aqs);
    expect(now.decisions.pins).toEqual(before.decisions.pins);
    expect(now.decisions.budgets.bops).toBe(before.decisions.budgets.bops);
    expect(now.notice?.text).toMatch(
      /^mine.csv: 0 of 22 layers measured, 1 more at some pairs; the rest from the roofline\..*no layer nowhere/,
    );
    const stem = now.plan!.pairs.stem!;
    studio.actions.pin(selectGroups(now).find((group) => group.layers.includes('stem'))!.id, '8/8');
    await idle(studio);
    expect(stem).toBeDefined();
    expect(planRow(studio).latencyMs).toBeGreaterThan(7);
  });

  it('goes away and comes back by undo; the menu offers what is in force', async () => {
    const studio = fixtureStudio();
    await idle(studio);
    const before = state(studio).decisions;
    await studio.actions.addLatencyTable(csv('stem,8,8,7'));
    const id = state(studio).decisions.profileId;
    studio.actions.removeLatencyTable();
    expect(state(studio).decisions).toEqual(before);
    expect(state(studio).hiddenProfiles).toEqual([id]);
    studio.actions.undo();
    expect(state(studio).decisions.profileId).toBe(id);
    expect(selectProfile(state(studio))?.latency_model.measured_table?.file).toBe('mine.csv');
    // The same table again is no longer hidden; another one replaces it on the base, not on the variant.
    await studio.actions.addLatencyTable(csv('stem,8,8,7'));
    expect(state(studio).hiddenProfiles).toEqual([]);
    await studio.actions.addLatencyTable(csv('stem,4,4,1'));
    expect(selectProfile(state(studio))?.latency_model).toMatchObject({
      measured_table: { base: fixtureProfile.id },
      table: [{ layer: 'stem', w: 4 }],
    });
  });

  it.each([
    ['stem,8,8,slow', /^mine.csv, line 2: ms is "slow"/],
    ['stem,8', /^mine.csv, line 2: a_bits is ""/],
    [
      'a,8,8,1',
      /^mine.csv was not taken: it has no time of the open network’s layers; it names a, the network has stem/,
    ],
    ['stem,3,3,1', /^mine.csv was not taken: it has no time at a pair that the profile runs/],
  ])('refuses %j and changes nothing', async (row, why) => {
    const studio = fixtureStudio();
    await idle(studio);
    const before = state(studio);
    expect(await studio.actions.addLatencyTable(csv(row))).toMatch(why);
    expect(state(studio)).toMatchObject({ notice: { kind: 'error' } });
    expect(state(studio).profiles).toBe(before.profiles);
    expect(state(studio).decisions).toBe(before.decisions);
  });

  it('is dropped like any other file', async () => {
    const studio = fixtureStudio();
    await idle(studio);
    await studio.actions.openFiles([csv('stem,8,8,7')]);
    expect(selectProfile(state(studio))?.name).toBe('Fixture machine + mine.csv');
  });

  it('has a template with every layer and pair, and a profile file that brings it back', async () => {
    const studio = fixtureStudio();
    await idle(studio);
    const template = studio.actions.latencyTemplate()!;
    expect(template).toMatchObject({ mime: 'text/csv' });
    const filled = template.text.replaceAll(',,', ',0.5,');
    expect(readLatencyCsv(filled)).toHaveLength(selectLayers(state(studio)).length * 16);
    await studio.actions.addLatencyTable(new File([filled], 'all.csv'));
    await idle(studio);
    // 22 layers of half a millisecond, and the constant of an inference.
    expect(planRow(studio).latencyMs).toBeCloseTo(11.01, 9);
    const saved = studio.actions.exportProfile()!;
    const other = fixtureStudio();
    await other.actions.addProfile(new File([saved.text], saved.name));
    await idle(other);
    expect(state(other).notice).toBeNull();
    expect(state(other).decisions.profileId).toBe(state(studio).decisions.profileId);
    expect(planRow(other).latencyMs).toBeCloseTo(11.01, 9);
    expect(JSON.parse(other.actions.exportPlan('json')!.text).profile.latency_table.file).toBe('all.csv');
  });

  it('is named by a link that does not carry it: the page says so, and the table brings the decisions back', async () => {
    let hash = '';
    const address = {
      read: () => hash,
      write: (next: string) => {
        hash = next;
      },
    };
    const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
    const first = createStudio({ ...fakeHost(), address }, { ...fakeStart, decisions });
    await first.actions.openSample('fake');
    await idle(first);
    await first.actions.addLatencyTable(csv('stem,8,8,7'));
    first.actions.pin(selectGroups(state(first))[2]!.id, '4/8');
    await idle(first);
    await new Promise((resolve) => setTimeout(resolve, 450));
    const second = createStudio({ ...fakeHost(), address }, { ...fakeStart, decisions });
    await second.start();
    await idle(second);
    expect(state(second).notice?.text).toMatch(
      /^This link is for a table of measured latencies on Fixture machine; a link does not carry it/,
    );
    expect(state(second).decisions.pins).toEqual({});
    await second.actions.addLatencyTable(csv('stem,8,8,7'));
    await idle(second);
    expect(state(second).decisions).toEqual(state(first).decisions);
  });
});

describe('changes of width', () => {
  it('are in the totals of the plan where they are an operation of their own', async () => {
    const op: Profile = {
      ...fixtureProfile,
      graph_rules: { ...fixtureProfile.graph_rules, requantize_between_widths: 'op' },
    };
    const studio = fixtureStudio({ state: { profiles: { [op.id]: op } } });
    await idle(studio);
    const row = planRow(studio);
    expect(row.conversions).toBeGreaterThan(0);
    const free = fixtureStudio();
    await idle(free);
    expect(state(free).plan?.pairs).toEqual(state(studio).plan?.pairs);
    expect(row.latencyMs).toBeCloseTo(planRow(free).latencyMs! + row.conversionMs!, 12);
    expect(planRow(free)).toMatchObject({ conversions: row.conversions, conversionMs: 0 });
    expect(row.conversionMs).toBeGreaterThan(row.conversions * 1e-3);
    const file = JSON.parse(studio.actions.exportPlan('json')!.text);
    expect(file.totals).toMatchObject({ conversions: row.conversions, conversion_latency: row.conversionMs });
  });
});
