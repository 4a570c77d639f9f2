import type { Costs } from '../cost/layerCosts.ts';
import type { Assignment, Reason } from '../groups/Group.ts';
import type { Budgets, CostName } from '../plan/Program.ts';
import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import type { Distance, Operands } from '../sensitivity/AqsTable.ts';
import type { LayerAqsFile } from './layerAqs.ts';
import type { VerificationFile } from './verificationFile.ts';

/** The exported plan, version 1: `public/schema/plan.schema.json` describes the same. */
export interface PlanFile {
  readonly $schema: string;
  readonly schema_version: '1.0.0';
  readonly producer: { readonly name: string; readonly version: string };
  readonly model: { readonly name: string; readonly format: string; readonly sha256: string };
  readonly profile: {
    readonly id: string;
    readonly version: string;
    readonly sha256: string;
    /** Of a variant that carries measured latencies: the file, the profile it was put on, how many rows. */
    readonly latency_table?: { readonly file: string; readonly base: string; readonly rows: number };
  };
  readonly budgets: Budgets;
  readonly main_budget: CostName;
  /** What is not the default: total AQS under the budgets, minimized without giving anything up for calm. */
  readonly objective?: {
    /** The main budget's cost was minimized under this limit on total AQS; its own limit followed from that. */
    readonly aqs_limit?: number;
    /** Share by which the plan may be worse than the optimum for being nearer to the plan before it. */
    readonly tolerance?: number;
  };
  readonly solver: {
    readonly name: string;
    readonly version: string;
    readonly status: 'optimal' | 'feasible';
    readonly gap: number;
    readonly objective: number;
  };
  readonly settings: {
    readonly operands: Operands;
    readonly distance: Distance;
    readonly aggregate: 'sum' | 'mean' | 'max';
    readonly images: number;
    readonly quantizer: QuantizerSettings;
  };
  readonly data: {
    readonly kind: 'images' | 'array' | 'synthetic';
    readonly name: string;
    readonly count: number;
  };
  readonly groups: readonly PlanFileGroup[];
  /** Costs of the plan: size in bytes, bops in 1e9 bit operations, latency in ms, peak activation memory in bytes. */
  readonly totals: Costs & {
    readonly activation_bytes?: number;
    /** Changes of width between layers, and the ms that they add to `latency`, where the profile has a price for them. */
    readonly conversions?: number;
    readonly conversion_latency?: number;
  };
  /** What the plan measured by a real forward pass, where it was verified. */
  readonly verification?: VerificationFile;
  /** Present where the plan was found by measurement and is not the optimum of the scores: how. */
  readonly refined?: string;
  /** The user's edits of the groups. */
  readonly assignment: Assignment;
  /** Every layer's AQS by pair, where the host writes it. */
  readonly layer_aqs?: LayerAqsFile;
}

export interface PlanFileGroup {
  readonly id: string;
  readonly layers: readonly string[];
  readonly reasons: readonly Reason[];
  /** Key of the chosen pair, weight bits first: `8/4`; `f` marks float: `16f/16f`. */
  readonly pair: string;
  readonly weight_bits: number;
  readonly activation_bits: number;
  readonly pinned: boolean;
  /** Group AQS at the chosen pair. */
  readonly sensitivity: number;
  /** Group AQS by pair key. */
  readonly aqs: Readonly<Record<string, number>>;
  readonly costs: Costs;
}
