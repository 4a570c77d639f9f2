import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { Decisions, StudioState } from './StudioState.ts';

export const initialDecisions: Decisions = {
  profileId: 'generic-int',
  budgets: {},
  mainBudget: 'bops',
  pins: {},
  assignment: {},
  aggregate: 'sum',
  distance: 'nmse',
};

/** What belongs to one open model and goes when it is closed. */
export const closedModel = {
  model: null,
  data: null,
  sampleId: null,
  aqs: {},
  repairs: [],
  aqsSettings: null,
  aqsData: null,
  inputHistograms: {},
  weightHistograms: {},
  solution: null,
  plan: null,
  stairs: null,
  explanation: null,
  news: [],
  selection: [],
  hover: null,
} satisfies Partial<StudioState>;

export const initialState: StudioState = {
  ...closedModel,
  backend: null,
  samples: [],
  profiles: {},
  measureSettings: { operands: 'both', quantizer: defaultQuantizer, images: 32 },
  notice: null,
  jobs: {
    open: { state: 'idle' },
    data: { state: 'idle' },
    measure: { state: 'idle' },
    solve: { state: 'idle' },
  },
  decisions: initialDecisions,
  theme: 'system',
  fullGraph: false,
  colourBy: 'plan',
};
