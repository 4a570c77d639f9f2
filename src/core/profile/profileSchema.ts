/**
 * JSON Schema of a hardware profile; published as `public/schema/hardware-profile.schema.json` (a test keeps the two
 * equal). What a schema cannot say, e.g. that a fact's source is listed, `checkProfile` adds.
 */

const fact = { $ref: '#/$defs/fact' };
const ops = {
  type: 'array',
  minItems: 1,
  items: { enum: ['conv', 'depthwise_conv', 'transpose_conv', 'dense', 'matmul', 'elementwise', 'pool'] },
};
const text = { type: 'string', minLength: 1 };
const shape = { type: 'array', items: { type: 'integer', minimum: 1 } };

const object = (required: readonly string[], properties: Record<string, unknown>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

export const profileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:mixbit-studio:schema:hardware-profile:1.0.0',
  title: 'Mixbit Studio hardware profile',
  description:
    'What a target runs and how fast, as facts with their sources. MAC/s are dense multiply-accumulates (TOPS / 2).',
  ...object(
    [
      'schema_version',
      'profile_version',
      'id',
      'name',
      'vendor',
      'kind',
      'as_of',
      'summary',
      'kernels',
      'memory',
      'latency_model',
      'tensor_rules',
      'graph_rules',
      'sources',
    ],
    {
      $schema: { type: 'string' },
      schema_version: { const: '1.0.0' },
      profile_version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
      id: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]*$' },
      name: text,
      vendor: text,
      kind: { enum: ['gpu', 'npu', 'cpu', 'mcu', 'fpga', 'in-sensor', 'simulated', 'generic'] },
      as_of: { type: 'string', format: 'date' },
      summary: text,
      clock_hz: fact,
      kernels: { type: 'array', minItems: 1, items: { $ref: '#/$defs/kernel' } },
      memory: object([], {
        levels: { type: 'array', items: { $ref: '#/$defs/memoryLevel' } },
        limits: object([], {
          weights_bytes_max: fact,
          peak_activation_bytes_max: fact,
          model_bytes_max: fact,
        }),
      }),
      latency_model: object(['kind', 'overlap'], {
        kind: { enum: ['none', 'roofline', 'table'] },
        overlap: { enum: ['max', 'sum'] },
        op_overhead_s: fact,
        inference_overhead_s: fact,
        efficiency: { type: 'object', additionalProperties: fact },
        channel_align: object([], { in: fact, out: fact }),
        table: { type: 'array', items: { $ref: '#/$defs/latencyRow' } },
        measured_table: object(['file', 'base', 'rows'], {
          file: text,
          base: text,
          rows: { type: 'integer', minimum: 1 },
        }),
        note: { type: 'string' },
      }),
      tensor_rules: object([], {
        weights: { $ref: '#/$defs/tensorRule' },
        activations: { $ref: '#/$defs/tensorRule' },
        bias: object(['bits'], { bits: fact }),
        first_layer: { enum: ['free', 'pin8', 'pin16'] },
        last_layer: { enum: ['free', 'pin8', 'pin16'] },
      }),
      graph_rules: object([], {
        fusions: {
          type: 'array',
          items: object(['pattern'], {
            pattern: { type: 'array', minItems: 2, items: ops },
            source: { type: 'string' },
          }),
        },
        join: {
          type: 'object',
          propertyNames: { enum: ['add', 'sub', 'mul', 'div', 'max', 'min', 'concat'] },
          additionalProperties: object(['inputs_same_bits'], {
            inputs_same_bits: { type: ['boolean', 'null'] },
            inputs_same_scale: { type: ['boolean', 'null'] },
            output_same_as_input: { type: ['boolean', 'null'] },
            source: { type: 'string' },
          }),
        },
        requantize_between_widths: { enum: ['free', 'op', 'unsupported', 'unknown'] },
      }),
      notes: { type: 'array', items: { type: 'string' } },
      sources: {
        type: 'object',
        additionalProperties: object(['title', 'kind'], {
          title: text,
          kind: {
            enum: [
              'vendor_doc',
              'vendor_repo',
              'paper',
              'third_party_repo',
              'press',
              'measured',
              'derived',
              'assumed',
            ],
          },
          url: { type: 'string' },
          locator: { type: 'string' },
        }),
      },
    },
  ),
  $defs: {
    fact: {
      description:
        'A number with where it comes from. not_public has the value null; every other status a number.',
      ...object(['value', 'status'], {
        value: { type: ['number', 'null'], minimum: 0 },
        status: { enum: ['published', 'derived', 'measured', 'assumed', 'not_public'] },
        source: { type: 'string' },
        note: { type: 'string' },
      }),
      if: { properties: { status: { const: 'not_public' } } },
      // biome-ignore lint/suspicious/noThenProperty: `then` is the JSON Schema keyword.
      then: { properties: { value: { type: 'null' } } },
      else: { properties: { value: { type: 'number' } } },
    },
    numberFormat: object(['bits', 'type'], {
      bits: {
        description: 'One width, or a list that stands for each of its widths.',
        type: ['integer', 'array'],
        minimum: 1,
        maximum: 32,
        minItems: 1,
        items: { type: 'integer', minimum: 1, maximum: 32 },
      },
      type: { enum: ['int', 'uint', 'int_or_uint', 'float', 'bfloat'] },
    }),
    kernel: object(['ops', 'w', 'a', 'support'], {
      ops,
      w: { $ref: '#/$defs/numberFormat' },
      a: { $ref: '#/$defs/numberFormat' },
      support: { enum: ['native', 'weight_only', 'decompress', 'emulated', 'toolchain_dependent'] },
      speed_rule: { enum: ['constant', 'inverse_product', 'inverse_weight_bits', 'fusion_units'] },
      macs_per_s: fact,
      macs_per_cycle: fact,
      when: { type: 'string' },
      source: { type: 'string' },
    }),
    memoryLevel: object(['name', 'role'], {
      name: text,
      role: { enum: ['on_chip', 'dram', 'flash', 'host_link'] },
      capacity_bytes: fact,
      read_bytes_per_s: fact,
      write_bytes_per_s: fact,
      holds: { type: 'array', items: { enum: ['weights', 'activations', 'code'] } },
    }),
    latencyRow: object(['w', 'a', 'milliseconds'], {
      layer: text,
      shape: object(['kind', 'input', 'output', 'weights'], {
        kind: ops.items,
        input: shape,
        output: shape,
        weights: shape,
      }),
      w: { type: 'integer', minimum: 1, maximum: 32 },
      a: { type: 'integer', minimum: 1, maximum: 32 },
      w_float: { const: true },
      a_float: { const: true },
      milliseconds: fact,
    }),
    tensorRule: object([], {
      granularity: { type: 'array', items: { enum: ['per_tensor', 'per_channel', 'per_block'] } },
      symmetric: { enum: ['required', 'optional', 'forbidden'] },
      scale_domain: { enum: ['any', 'power_of_two'] },
      source: { type: 'string' },
    }),
  },
};
