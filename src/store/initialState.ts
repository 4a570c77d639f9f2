import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { defaultLoweringSettings } from './LoweringState.ts';
import type { Decisions, StudioState } from './StudioState.ts';

export const initialDecisions: Decisions = {
  profileId: 'generic-int',
  budgets: {},
  mainBudget: 'bops',
  pins: {},
  assignment: {},
  aggregate: 'sum',
  distance: 'propagated',
  aqsLimit: null,
  tolerance: 0,
  heldPlan: null,
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
  aqsPasses: 0,
  aqsKept: null,
  verificationData: null,
  verified: [],
  kept: [],
  refinement: null,
  lowering: null,
  noDerivative: null,
  inputHistograms: {},
  weightHistograms: {},
  solution: null,
  plan: null,
  stairs: null,
  stairsTrouble: null,
  explanation: null,
  news: [],
  selection: [],
  hover: null,
} satisfies Partial<StudioState>;

export const initialState: StudioState = {
  ...closedModel,
  keptMeasurements: null,
  backend: null,
  samples: [],
  profiles: {},
  hiddenProfiles: [],
  measureSettings: { operands: 'both', quantizer: defaultQuantizer, images: 32 },
  verifySettings: { images: 1000, holdOut: true },
  loweringSettings: defaultLoweringSettings,
  notice: null,
  jobs: {
    open: { state: 'idle' },
    data: { state: 'idle' },
    measure: { state: 'idle' },
    solve: { state: 'idle' },
    verify: { state: 'idle' },
  },
  decisions: initialDecisions,
  theme: 'system',
  fullGraph: false,
  colourBy: 'plan',
};
