/** JSON Schema of a selection problem; published as `public/schema/problem.schema.json` (a test keeps the two equal). */

export const problemSchemaId = 'urn:mixbit-studio:schema:problem:1.0.0';

const name = { type: 'string', minLength: 1 };
const amount = { type: 'number', minimum: 0 };
const count = { type: 'integer', minimum: 0 };
const bits = { type: 'integer', minimum: 1, maximum: 32 };
const names = { type: 'array', items: name };

const object = (
  description: string,
  properties: Record<string, unknown>,
  optional: readonly string[] = [],
) => ({
  description,
  type: 'object',
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  properties,
});

const sums = (description: string, value: unknown) =>
  object(description, { size: value, bops: value, latency: value }, ['size', 'bops', 'latency']);

const memory = object(
  'What peak activation memory is made of. The peak is the largest sum of bytes over the steps.',
  {
    tensors: {
      type: 'array',
      items: object(
        'Takes values * bits / 8 bytes, at the widest of its bits and of the activation bits of its groups.',
        { name, values: count, bits: { ...count, maximum: 64 }, groups: names },
        ['bits', 'groups'],
      ),
    },
    steps: {
      description: 'In the order of execution.',
      type: 'array',
      items: object('A node, and the tensors in memory while it runs.', { node: name, live: names }),
    },
  },
);

export const problemSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: problemSchemaId,
  title: 'Mixbit Studio selection problem',
  ...object(
    'What `mixbit solve` and `mixbit frontier` read; the aqs.json of `mixbit measure` is one. Other properties are ignored.',
    {
      units: object(
        'What each cost is measured in, for people. The studio writes bytes, 1e9 bit operations, ms and bytes.',
        { size: name, bops: name, latency: name, memory: name },
        ['size', 'bops', 'latency', 'memory'],
      ),
      fixed: sums('What every plan pays besides its groups.', amount),
      groups: {
        type: 'array',
        minItems: 1,
        items: object(
          'Layers that must run at one pair, and the pairs to choose from.',
          {
            id: name,
            layers: names,
            pin: { ...count, description: 'Index of the option that is fixed.' },
            options: {
              type: 'array',
              minItems: 1,
              items: object(
                'A pair with its group AQS.',
                {
                  weightBits: bits,
                  activationBits: bits,
                  weightFloat: { type: 'boolean' },
                  activationFloat: { type: 'boolean' },
                  sensitivity: amount,
                  costs: sums('In the units of the problem.', amount),
                },
                ['weightFloat', 'activationFloat', 'costs'],
              ),
            },
          },
          ['layers', 'pin'],
        ),
      },
      memory,
    },
    ['units', 'fixed', 'memory'],
  ),
};
