import { emptyFixtureStudio, fixtureState, fixtureStudio } from '../../store/fixtures/fixtureStudio.ts';
import type { Studio } from '../../store/Studio.ts';
import type { StudioState } from '../../store/StudioState.ts';
import { selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';

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
} as const;
const full = fixtureState();
const names = selectLayers(full).map((layer) => layer.name);
const selection = names.slice(7, 8);
const range = selectBudgetRanges(full).bops;

function withBudgets(budgets: StudioState['decisions']['budgets']): Partial<StudioState> {
  return { selection, decisions: { ...full.decisions, budgets } };
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
  { id: 'large', text: 'Large: 1,000 layers', make: () => fixtureStudio({ layers: 1000 }) },
];
