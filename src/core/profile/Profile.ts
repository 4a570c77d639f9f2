/**
 * A hardware profile as its JSON file has it, after `readProfile` has checked it against
 * `public/schema/hardware-profile.schema.json`. Plain data: it may be stored, posted to a worker and hashed.
 */

/** Every number says where it comes from; `not_public` has no value. */
export interface Fact {
  readonly value: number | null;
  readonly status: 'published' | 'derived' | 'measured' | 'assumed' | 'not_public';
  /** Key into `Profile.sources`. */
  readonly source?: string;
  readonly note?: string;
}

/** Number format of one operand; a list of widths stands for every one of them. */
export interface NumberFormat {
  readonly bits: number | readonly number[];
  readonly type: 'int' | 'uint' | 'int_or_uint' | 'float' | 'bfloat';
}

export type KernelOp =
  | 'conv'
  | 'depthwise_conv'
  | 'transpose_conv'
  | 'dense'
  | 'matmul'
  | 'elementwise'
  | 'pool';

/**
 * Width pairs that the hardware runs for some ops: every weight width with every activation width of the row.
 * `speed_rule` says how `macs_per_s` (or `macs_per_cycle`) depends on the widths w and a:
 * `constant` as given; `inverse_product` given at 1x1 bit, divided by w*a; `inverse_weight_bits` given at 1 weight
 * bit, divided by w; `fusion_units` given at 8/8, times floor(8/w) * floor(8/a).
 */
export interface KernelRow {
  readonly ops: readonly KernelOp[];
  readonly w: NumberFormat;
  readonly a: NumberFormat;
  readonly support: 'native' | 'weight_only' | 'decompress' | 'emulated' | 'toolchain_dependent';
  readonly speed_rule?: 'constant' | 'inverse_product' | 'inverse_weight_bits' | 'fusion_units';
  readonly macs_per_s?: Fact;
  readonly macs_per_cycle?: Fact;
  /** Condition in words, e.g. `HTP V69 or newer`. */
  readonly when?: string;
  readonly source?: string;
}

export interface MemoryLevel {
  readonly name: string;
  readonly role: 'on_chip' | 'dram' | 'flash' | 'host_link';
  readonly capacity_bytes?: Fact;
  readonly read_bytes_per_s?: Fact;
  readonly write_bytes_per_s?: Fact;
  readonly holds?: readonly ('weights' | 'activations' | 'code')[];
}

/** One measured time. Found by layer name, else by shape (kind, input and output shape without batch, filter). */
export interface LatencyRow {
  readonly layer?: string;
  readonly shape?: {
    readonly kind: KernelOp;
    readonly input: readonly number[];
    readonly output: readonly number[];
    readonly weights: readonly number[];
  };
  readonly w: number;
  readonly a: number;
  /** Widths that are float: a row for 16f/16f. */
  readonly w_float?: true;
  readonly a_float?: true;
  readonly milliseconds: Fact;
}

export interface LatencyModel {
  readonly kind: 'none' | 'roofline' | 'table';
  /** Compute and memory time overlap (the larger counts) or add up. */
  readonly overlap: 'max' | 'sum';
  readonly op_overhead_s?: Fact;
  readonly inference_overhead_s?: Fact;
  /** Share of the peak that is reached, by op; `default` for the rest. */
  readonly efficiency?: Readonly<Record<string, Fact>>;
  /** Channels are padded up to a multiple of these. */
  readonly channel_align?: { readonly in?: Fact; readonly out?: Fact };
  readonly table?: readonly LatencyRow[];
  /** Of a variant that carries a measured table: its file, the profile it was put on, and how many rows came from it. */
  readonly measured_table?: { readonly file: string; readonly base: string; readonly rows: number };
  readonly note?: string;
}

export interface TensorRule {
  readonly granularity?: readonly ('per_tensor' | 'per_channel' | 'per_block')[];
  readonly symmetric?: 'required' | 'optional' | 'forbidden';
  readonly scale_domain?: 'any' | 'power_of_two';
  readonly source?: string;
}

/** How layers may be fixed where a network begins or ends: `pin8` means 8/8 only. */
export type EdgeRule = 'free' | 'pin8' | 'pin16';

export interface JoinRule {
  /** Layers whose outputs meet in this join run at one pair. Null (unknown) is taken as true. */
  readonly inputs_same_bits: boolean | null;
  readonly inputs_same_scale?: boolean | null;
  /** The join's output keeps its inputs' quantizer, so a later join reaches through it. */
  readonly output_same_as_input?: boolean | null;
  readonly source?: string;
}

/** Layers run as one kernel when each feeds only the next: a chain of op kinds, e.g. [["depthwise_conv"],["conv"]]. */
export interface FusionRule {
  readonly pattern: readonly (readonly KernelOp[])[];
  readonly source?: string;
}

export interface ProfileSource {
  readonly title: string;
  readonly kind:
    | 'vendor_doc'
    | 'vendor_repo'
    | 'paper'
    | 'third_party_repo'
    | 'press'
    | 'measured'
    | 'derived'
    | 'assumed';
  readonly url?: string;
  readonly locator?: string;
}

export interface Profile {
  readonly $schema?: string;
  readonly schema_version: '1.0.0';
  readonly profile_version: string;
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly kind: 'gpu' | 'npu' | 'cpu' | 'mcu' | 'fpga' | 'in-sensor' | 'simulated' | 'generic';
  /** Day the facts were looked up, YYYY-MM-DD. */
  readonly as_of: string;
  readonly summary: string;
  readonly clock_hz?: Fact;
  readonly kernels: readonly KernelRow[];
  readonly memory: {
    readonly levels?: readonly MemoryLevel[];
    readonly limits?: {
      readonly weights_bytes_max?: Fact;
      readonly peak_activation_bytes_max?: Fact;
      readonly model_bytes_max?: Fact;
    };
  };
  readonly latency_model: LatencyModel;
  readonly tensor_rules: {
    readonly weights?: TensorRule;
    readonly activations?: TensorRule;
    readonly bias?: { readonly bits: Fact };
    readonly first_layer?: EdgeRule;
    readonly last_layer?: EdgeRule;
  };
  readonly graph_rules: {
    /** Chains of layers that must run at one pair. */
    readonly fusions?: readonly FusionRule[];
    /** By op of the join: `add`, `multiply`, `concat`, ... */
    readonly join?: Readonly<Record<string, JoinRule>>;
    readonly requantize_between_widths?: 'free' | 'op' | 'unsupported' | 'unknown';
  };
  readonly notes?: readonly string[];
  readonly sources: Readonly<Record<string, ProfileSource>>;
}
