import { distances } from '../sensitivity/AqsTable.ts';
/** JSON Schema of an exported plan; published as `public/schema/plan.schema.json` (a test keeps the two equal). */

export const planSchemaId = 'urn:mixbit-studio:schema:plan:1.0.0';

const text = { type: 'string' };
const name = { type: 'string', minLength: 1 };
const amount = { type: 'number', minimum: 0 };
const count = { type: 'integer', minimum: 0 };
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const names = { type: 'array', items: name, minItems: 1 };
const pair = {
  description: 'Weight bits / activation bits; f marks a float width: 8/4, 16f/16f.',
  type: 'string',
  pattern: '^\\d+f?/\\d+f?$',
};
const range = { enum: ['min-max', 'percentile', 'mse'] };
const percentile = { type: 'number', minimum: 0, maximum: 100 };
const flag = { type: 'boolean' };

const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  properties,
});

const costs = (more: Record<string, unknown> = {}) => ({
  description:
    'size in bytes, bops in 1e9 bit operations, latency in milliseconds, memory (the peak of live activations) in bytes; per image.',
  ...object({ size: amount, bops: amount, latency: amount, memory: amount, ...more }, [
    'size',
    'bops',
    'latency',
    'memory',
    ...Object.keys(more),
  ]),
});

const share = { type: 'number', minimum: 0, maximum: 1 };
const verification = {
  description:
    'What the plan measured by a real forward pass on data that calibration did not use; damage in nats (classes) or normalized squared error.',
  ...object({
    data: object({ kind: { enum: ['images', 'array', 'synthetic'] }, name: text, count }),
    images: count,
    damage: amount,
    spread: amount,
    heads: {
      type: 'array',
      items: object(
        {
          head: text,
          kind: { enum: ['classes', 'image', 'values'] },
          kl: amount,
          agreement: share,
          accuracy: share,
          float_accuracy: share,
          labelled: count,
          sqnr: { type: 'number' },
          psnr: { type: 'number' },
        },
        ['kl', 'agreement', 'accuracy', 'float_accuracy', 'labelled', 'sqnr', 'psnr'],
      ),
    },
  }),
};

export const planSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: planSchemaId,
  title: 'Mixbit Studio plan',
  description:
    'One pair of bit widths for every group of layers of a network, and everything that led to it.',
  ...object(
    {
      $schema: text,
      schema_version: { const: '1.0.0' },
      producer: object({ name, version: text }),
      model: object({ name, format: text, sha256 }),
      profile: object(
        {
          id: name,
          version: text,
          sha256,
          latency_table: object({ file: name, base: name, rows: { type: 'integer', minimum: 1 } }),
        },
        ['latency_table'],
      ),
      budgets: costs(),
      main_budget: { enum: ['size', 'bops', 'latency', 'memory'] },
      objective: object({ aqs_limit: amount, tolerance: { type: 'number', minimum: 0, maximum: 1 } }, [
        'aqs_limit',
        'tolerance',
      ]),
      solver: object({
        name,
        version: text,
        status: { enum: ['optimal', 'feasible'] },
        gap: amount,
        objective: amount,
      }),
      settings: object({
        operands: { enum: ['input', 'weights', 'both'] },
        distance: { enum: [...distances] },
        aggregate: { enum: ['sum', 'mean', 'max'] },
        images: count,
        quantizer: object(
          {
            activations: object({ range, percentile, symmetric: flag, powerOfTwo: flag }),
            weights: object({ range, percentile, perChannel: flag, symmetric: flag, powerOfTwo: flag }),
            biasCorrection: flag,
            equalize: flag,
          },
          ['biasCorrection', 'equalize'],
        ),
      }),
      data: object({ kind: { enum: ['images', 'array', 'synthetic'] }, name: text, count }),
      groups: {
        type: 'array',
        minItems: 1,
        items: object({
          id: name,
          layers: names,
          reasons: {
            type: 'array',
            items: object(
              {
                rule: { enum: ['shared-input', 'shared-weights', 'join-same-bits', 'fused-chain', 'user'] },
                tensor: text,
                layers: names,
                text,
              },
              ['tensor'],
            ),
          },
          pair,
          weight_bits: { type: 'integer', minimum: 1, maximum: 32 },
          activation_bits: { type: 'integer', minimum: 1, maximum: 32 },
          pinned: flag,
          sensitivity: amount,
          aqs: { type: 'object', propertyNames: { pattern: pair.pattern }, additionalProperties: amount },
          costs: costs(),
        }),
      },
      totals: costs({ activation_bytes: amount, conversions: count, conversion_latency: amount }),
      verification,
      refined: {
        description: 'How the plan was found by measurement; absent: it is the optimum of the scores.',
        ...name,
      },
      assignment: { type: 'object', additionalProperties: name },
      layer_aqs: {
        description: 'AQS of every layer by pair, so that opening the plan needs no new measurement.',
        type: 'object',
        additionalProperties: object(
          {
            images: count,
            injections: { type: 'object', additionalProperties: amount },
            pairs: {
              type: 'object',
              propertyNames: { pattern: pair.pattern },
              additionalProperties: object(
                {
                  nmse: amount,
                  cosine: { type: 'number' },
                  histogram_kl: amount,
                  max_error: amount,
                  halves: { type: 'array', items: amount, minItems: 2, maxItems: 2 },
                  repaired: flag,
                  reach: amount,
                  reach_halves: { type: 'array', items: amount, minItems: 2, maxItems: 2 },
                  propagated: amount,
                  end_to_end: amount,
                },
                ['histogram_kl', 'repaired', 'reach', 'reach_halves', 'propagated', 'end_to_end'],
              ),
            },
          },
          ['injections'],
        ),
      },
    },
    ['$schema', 'objective', 'verification', 'refined', 'layer_aqs'],
  ),
};
