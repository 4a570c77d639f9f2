import { choiceOfPairs, pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { choiceAt } from '../../core/plan/frontier.ts';
import { fixtureLowering } from '../../store/fixtures/fixtureLowering.ts';
import { emptyFixtureStudio, fixtureState, fixtureStudio } from '../../store/fixtures/fixtureStudio.ts';
import { fixtureVerified } from '../../store/fixtures/fixtureVerified.ts';
import { heldPlanOf } from '../../store/heldPlan.ts';
import type { LoweringSettings, LoweringState } from '../../store/LoweringState.ts';
import type { Studio } from '../../store/Studio.ts';
import type { StudioState } from '../../store/StudioState.ts';
import { selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectProgram, selectUnlimitedProgram } from '../../store/selectors/selectProgram.ts';
import { selectRivals } from '../../store/selectors/selectVerifyRows.ts';
import { planKey } from '../../store/VerifiedPlan.ts';

export interface GalleryCase {
  readonly id: string;
  readonly text: string;
  readonly make: () => Studio;
}

const idle = {
  open: { state: 'idle' },
  data: { state: 'idle' },
  measure: { state: 'idle' },
  solve: { state: 'idle' },
  verify: { state: 'idle' },
} as const;
const full = fixtureState();
const names = selectLayers(full).map((layer) => layer.name);
const selection = names.slice(7, 8);
const range = selectBudgetRanges(full).bops;

function withBudgets(budgets: StudioState['decisions']['budgets']): Partial<StudioState> {
  return { selection, decisions: { ...full.decisions, budgets } };
}

/** The usual state with the plan, the uniform plans and some of the curve measured, the plan kept, another way each. */
function verified(more: (studio: Studio) => Partial<StudioState> = () => ({})): Studio {
  const studio = fixtureStudio({ state: withBudgets({ bops: range.min + (range.max - range.min) * 0.15 }) });
  const { store } = studio;
  const start = () => {
    const state = store.getState();
    const program = selectUnlimitedProgram(state);
    if (!state.plan || !program) return;
    const curve = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) =>
      pairsOfChoice(program, choiceAt(program, 'bops', Math.round(share * 100))),
    );
    const plans = [state.plan.pairs, ...selectRivals(state).map(({ pairs }) => pairs), ...curve];
    store.setState({
      verified: plans.map((pairs, i) => fixtureVerified(state, pairs, 1 + 0.4 * Math.sin(i))),
    });
    const open = pairsOfChoice(program, choiceAt(program, 'bops', 44));
    store.setState({ kept: [{ id: planKey(open), name: 'first try', pairs: open }] });
    store.setState(more(studio));
  };
  const stop = store.subscribe((now, before) => {
    if (now.jobs.solve.state !== 'done' || before.jobs.solve.state === 'done') return;
    stop();
    start();
  });
  return studio;
}

/** The usual state with an accuracy-driven search under way or through. */
function lowering(
  settings: Partial<LoweringSettings>,
  plans: number | undefined,
  more: (lowering: LoweringState) => Partial<StudioState>,
): Studio {
  const bops = range.min + (range.max - range.min) * (settings.search === 'smallest' ? 1 : 0.15);
  const studio = fixtureStudio({ state: withBudgets({ bops }) });
  const { store, actions } = studio;
  actions.setLoweringSettings(settings);
  const stop = store.subscribe((now, before) => {
    if (now.jobs.solve.state !== 'done' || before.jobs.solve.state === 'done') return;
    stop();
    void fixtureLowering(store.getState(), plans).then((found) => {
      if (found) store.setState({ lowering: found, ...more(found) });
    });
  });
  return studio;
}

/** Every state that the studio can be in, on a made-up network: examples, screenshots and tests at once. */
export const galleryCases: readonly GalleryCase[] = [
  { id: 'empty', text: 'Empty: nothing is open', make: () => emptyFixtureStudio({ backend: full.backend }) },
  {
    id: 'loading',
    text: 'Loading: a model is being opened',
    make: () =>
      emptyFixtureStudio({
        backend: full.backend,
        jobs: {
          ...idle,
          open: {
            state: 'running',
            done: 12,
            total: 25,
            text: 'Reading resnet50, shard 12 of 25',
            remainingMs: 2400,
          },
        },
      }),
  },
  {
    id: 'broken',
    text: 'Error: the file was refused',
    make: () =>
      emptyFixtureStudio({
        backend: full.backend,
        notice: {
          kind: 'error',
          text: 'model.json is cut off at byte 10,240; copy it again from where you got it.',
        },
      }),
  },
  {
    id: 'partial',
    text: 'Partial: AQS arrives layer by layer',
    make: () => fixtureStudio({ measured: 0.4, state: { selection } }),
  },
  {
    id: 'full',
    text: 'Full: a plan at half of the range',
    make: () => fixtureStudio({ state: withBudgets({ bops: range.min + (range.max - range.min) * 0.15 }) }),
  },
  {
    id: 'pinned',
    text: 'Two budgets, a pin, a wide selection',
    make: () => {
      const studio = fixtureStudio({
        state: withBudgets({ bops: range.max * 0.3, size: selectBudgetRanges(full).size.max * 0.6 }),
      });
      studio.actions.pin(names[6] ?? '', '8/8');
      studio.actions.select(names.slice(6, 12));
      return studio;
    },
  },
  {
    id: 'infeasible',
    text: 'Infeasible: the budget is below the cheapest plan',
    make: () => fixtureStudio({ state: withBudgets({ bops: range.min / 2 }) }),
  },
  {
    id: 'error',
    text: 'Error: the measurement failed, a move was refused',
    make: () =>
      fixtureStudio({
        measured: 0.6,
        state: {
          selection,
          notice: {
            kind: 'refused',
            text: 'stage2_block1_shortcut cannot leave stage2_block1_conv1: rule “shared input” at tensor stage1_block3_add.',
          },
          jobs: {
            ...idle,
            measure: {
              state: 'failed',
              message:
                'The GPU ran out of memory at stage3_block1_conv1; the engine restarts with 8 images at once.',
            },
          },
        },
      }),
  },
  {
    id: 'synthetic',
    text: 'Synthetic data',
    make: () =>
      fixtureStudio({
        state: {
          ...withBudgets({ bops: range.max * 0.2 }),
          data: {
            kind: 'synthetic',
            name: 'synthetic, seed 1',
            count: 8,
            shape: [32, 32, 3],
            warnings: ['Made-up numbers.'],
          },
          verificationData: {
            id: 'synthetic',
            kind: 'synthetic',
            name: 'synthetic, seed 1000004',
            count: 8,
            available: 8,
            labelled: 0,
            own: false,
            origin: 'made up from another seed',
          },
        },
      }),
  },
  {
    id: 'notes',
    text: 'Notes: post-processing left out, latency on assumed numbers',
    make: () =>
      fixtureStudio({
        state: {
          ...(full.model
            ? {
                model: {
                  ...full.model,
                  model: {
                    ...full.model.model,
                    notes: [
                      'Left out: 1 outputs (boxes:0) that rest on "NonMaxSuppression" (NonMaxSuppressionV3), which this studio does not run.',
                    ],
                  },
                },
              }
            : {}),
          decisions: {
            ...full.decisions,
            mainBudget: 'latency',
            budgets: {
              latency: (selectBudgetRanges(full).latency.min + selectBudgetRanges(full).latency.max) / 2,
            },
          },
        },
      }),
  },
  {
    id: 'verified',
    text: 'Verified: predicted beside measured, one kept plan not measured yet',
    make: () => verified(),
  },
  {
    id: 'verifying',
    text: 'Verifying: half of the plans are measured',
    make: () =>
      verified(({ store }) => ({
        verified: store.getState().verified.slice(0, 2),
        jobs: {
          ...store.getState().jobs,
          verify: {
            state: 'running',
            done: 2.4,
            total: 5,
            text: 'Measuring uniform 8/4, 3 of 5',
            remainingMs: 14_000,
          },
        },
      })),
  },
  {
    id: 'stale',
    text: 'Stale: the quantizer changed since; verification failed',
    make: () =>
      verified(({ store }) => ({
        verified: store.getState().verified.map((plan) => ({ ...plan, measuredWith: 'other settings' })),
        jobs: {
          ...store.getState().jobs,
          verify: { state: 'failed', message: 'The engine stopped because the device was lost.' },
        },
      })),
  },
  {
    id: 'unverified',
    text: 'No verification data: calibration uses all five pictures',
    make: () =>
      fixtureStudio({ state: { ...withBudgets({ bops: range.max * 0.2 }), verificationData: null } }),
  },
  {
    id: 'refined',
    text: 'Refined: a plan that measures better is held in place of the optimum',
    make: () =>
      verified(({ store }) => {
        const state = store.getState();
        const program = selectProgram(state)!;
        const rival = selectRivals(state)[0]!;
        const held = heldPlanOf(
          program,
          choiceOfPairs(program, rival.pairs)!,
          'swap search',
          state.decisions,
        );
        const before = state.verified[0]!.verification;
        const after = { ...before, damage: before.damage * 0.81, spread: before.spread * 0.9 };
        return {
          decisions: { ...state.decisions, heldPlan: held },
          refinement: {
            ways: ['swaps'],
            question: held.question,
            searched: null,
            start: 0.0141,
            tries: [
              {
                text: 'stage1_block1_conv2 4/8 → 8/8, stage3_block3_conv1 8/4 → 4/4',
                damage: 0.0149,
                accepted: false,
              },
              { text: 'stem 8/8 → 16/8, stage2_block2_conv1 8/4 → 4/4', damage: 0.0118, accepted: true },
            ],
            result: {
              evaluations: 28,
              found: true,
              better: true,
              before,
              after,
              change: { difference: after.damage - before.damage, noise: before.damage * 0.05 },
            },
          },
        };
      }),
  },
  {
    id: 'lowering',
    text: 'Lowering: a step is being measured, its group outlined',
    make: () =>
      lowering({ kind: 'drop' }, 21, (found) => ({
        jobs: {
          ...idle,
          verify: {
            state: 'running',
            done: 21.4,
            total: 21 + found.left,
            text: `Measuring plan 22, ${found.left - 1} more at most`,
            remainingMs: 52_000,
          },
        },
      })),
  },
  {
    id: 'lowering-paused',
    text: 'Lowering: paused, because something else took the engine',
    make: () =>
      lowering({ kind: 'agreement', mode: 'fast' }, 4, (found) => ({
        lowering: {
          ...found,
          trying: null,
          phase: 'paused',
          note: 'Interrupted: the measurement was cancelled, or something else took the engine. What was measured is kept: Continue goes on from there.',
        },
      })),
  },
  {
    id: 'lowered',
    text: 'Lowering: through, with the plan found and its distance from the optimum',
    make: () => lowering({ kind: 'agreement' }, undefined, () => ({})),
  },
  {
    id: 'lowering-nothing',
    text: 'Lowering: nothing keeps the criterion',
    make: () =>
      lowering(
        { kind: 'sqnr', limits: { ...full.loweringSettings.limits, sqnr: 100 } },
        undefined,
        () => ({}),
      ),
  },
  {
    id: 'smallest',
    text: 'The smallest budget that keeps the criterion',
    make: () => lowering({ kind: 'agreement', search: 'smallest' }, undefined, () => ({})),
  },
  { id: 'large', text: 'Large: 1,000 layers', make: () => fixtureStudio({ layers: 1000 }) },
];
