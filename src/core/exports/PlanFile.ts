import type { Costs } from '../cost/layerCosts.ts';
import type { Assignment, Reason } from '../groups/Group.ts';
import type { Budgets, CostName } from '../plan/Program.ts';
import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import type { Distance, Operands } from '../sensitivity/AqsTable.ts';
import type { LayerAqsFile } from './layerAqs.ts';

/** The exported plan, version 1: `public/schema/plan.schema.json` describes the same. */
export interface PlanFile {
  readonly $schema: string;
  readonly schema_version: '1.0.0';
  readonly producer: { readonly name: string; readonly version: string };
  readonly model: { readonly name: string; readonly format: string; readonly sha256: string };
  readonly profile: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly budgets: Budgets;
  readonly main_budget: CostName;
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
  /** Costs of the plan: size in bytes, bops in 1e9 bit operations, latency in ms. */
  readonly totals: Costs & { readonly activation_bytes?: number };
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
