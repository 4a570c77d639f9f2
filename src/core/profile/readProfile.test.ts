import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { latencyAvailability } from '../cost/latencyAvailability.ts';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import { factsOf } from './checkProfile.ts';
import { pairKey } from './Pair.ts';
import { pairsFor } from './pairsFor.ts';
import { profileHash } from './profileHash.ts';
import { profileSchema } from './profileSchema.ts';
import { fixedSettings, quantizerFor } from './quantizerFor.ts';
import { ProfileError, readProfile } from './readProfile.ts';
import { unsupportedLayers } from './unsupportedLayers.ts';

const folder = new URL('../../../public/profiles/', import.meta.url);
const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const index = JSON.parse(text('index.json')) as { id: string; file: string; name: string }[];
const shipped = (id: string) => readProfile(text(`${id}.json`), `${id}.json`);
const pairs = (id: string, kind: Parameters<typeof pairsFor>[1] = 'conv') =>
  pairsFor(shipped(id), kind).map(pairKey);

describe('shipped profiles', () => {
  it('are all listed, each under its own id', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'index.json');
    expect(index.map((entry) => entry.file).toSorted()).toEqual(files.toSorted());
    for (const { id, file, name } of index) expect(readProfile(text(file), file)).toMatchObject({ id, name });
  });

  it.each(index)('$id gives every number a source or says why not', ({ file }) => {
    const profile = readProfile(text(file), file);
    const facts = factsOf(profile);
    for (const { path, fact } of facts) {
      const explained = fact.status === 'not_public' || fact.source !== undefined || fact.note !== undefined;
      expect(explained, path).toBe(true);
    }
    expect(pairsFor(profile, 'conv').length).toBeGreaterThan(0);
  });

  it('offer the pairs that their makers state', () => {
    expect(pairs('generic-int', 'depthwise_conv')).toHaveLength(16);
    expect(pairs('nvidia-t4-hawqv3')).toEqual(['4/4', '8/8', '16f/16f']);
    expect(pairs('mediatek-dimensity-9300-9400')).toEqual(['4/8', '4/16', '8/8', '8/16', '16/16']);
    expect(pairs('qualcomm-hexagon-htp')).toEqual(['2/16', '4/8', '4/16', '8/8', '8/16', '16/16']);
    expect(pairs('google-edge-tpu', 'dense')).toEqual(['8/8']);
    expect(pairs('arm-ethos-u85')).toEqual(['4/8', '8/8', '8/16']);
    expect(pairs('bismo-ultra96')).toHaveLength(49);
  });

  it('disable latency with the missing fact’s name where one is missing', () => {
    const state = Object.fromEntries(index.map(({ id }) => [id, latencyAvailability(shipped(id))]));
    for (const id of ['nvidia-t4-hawqv3', 'nvidia-a100', 'bismo-ultra96', 'bitfusion', 'arm-ethos-u55-256']) {
      expect(state[id], id).toEqual({ available: true });
    }
    expect(state['arm-ethos-u85']).toMatchObject({
      available: false,
      reason: expect.stringContaining('8/16'),
    });
    expect(state['google-edge-tpu']).toMatchObject({
      available: false,
      reason: expect.stringContaining('memory bandwidth of Google Coral Edge TPU, which is not public'),
    });
    expect(state['qualcomm-hexagon-htp']).toMatchObject({
      reason: expect.stringContaining('Qualcomm publishes no'),
    });
  });

  it('are described by the published schema', () => {
    const file = new URL('../../../public/schema/hardware-profile.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(profileSchema);
  });
});

describe('a bad profile', () => {
  type Edit = readonly [path: string, value: unknown];

  /** Puts a value at a path of plain data; undefined removes the property. */
  const put = (data: unknown, [path, value]: Edit): void => {
    const keys = path.split('/');
    const last = keys.pop()!;
    const at = keys.reduce((node, key) => (node as Record<string, unknown>)[key], data);
    (at as Record<string, unknown>)[last] = value;
  };

  const problemsOf = (edits: readonly Edit[]): readonly string[] => {
    const profile: unknown = JSON.parse(text('nvidia-t4-hawqv3.json'));
    for (const edit of edits) put(profile, edit);
    try {
      readProfile(JSON.stringify(profile), 'mine.json');
    } catch (error) {
      expect(error).toBeInstanceOf(ProfileError);
      expect((error as Error).message).toContain('mine.json is not a usable hardware profile.');
      return (error as ProfileError).problems;
    }
    return [];
  };

  const speed = 'kernels/0/macs_per_s';
  const cycles = { value: 2048, status: 'published', source: 't4' };
  it.each<[string, readonly Edit[], RegExp]>([
    ['no name', [['name', undefined]], /^the file lacks "name"; add it\.$/],
    [
      'a value that is not public',
      [[speed, { value: 5, status: 'not_public' }]],
      /^kernels\[0\]\.macs_per_s is marked not_public but has the value 5; make the value null/,
    ],
    [
      'a fact without value',
      [['kernels/1/macs_per_s/value', null]],
      /^kernels\[1\]\.macs_per_s is marked published but has no value; give the number, or mark it not_public\.$/,
    ],
    [
      'a source that is not listed',
      [[`${speed}/source`, 'nowhere']],
      /names the source "nowhere", which "sources" does not list; add it there \(listed: t4, t4b, hawq\)/,
    ],
    [
      'a number of words',
      [['kernels/0/w/bits', 'eight']],
      /^kernels\[0\]\.w\.bits is "eight"; it must be integer or array\.$/,
    ],
    [
      'an op it does not know',
      [['kernels/0/ops', ['convolve']]],
      /^kernels\[0\]\.ops\[0\] is "convolve"; use one of "conv", /,
    ],
    [
      'a field it does not know',
      [['speed', 3]],
      /^speed is not known here; remove it or correct its name\.$/,
    ],
    ['no kernels', [['kernels', []]], /^kernels is \[\]; /],
    ['a bare number', [[speed, 65e12]], /^kernels\[0\]\.macs_per_s is 65000000000000; it must be object\.$/],
    ['another schema version', [['schema_version', '9']], /^schema_version is "9"; /],
    [
      'cycles without a clock',
      [
        [speed, undefined],
        ['kernels/0/macs_per_cycle', cycles],
      ],
      /has no clock_hz; add it/,
    ],
    ['an empty table', [['latency_model/kind', 'table']], /has no rows; add "table"/],
  ])('with %s is refused with one precise sentence', (_, edits, message) => {
    const problems = problemsOf(edits);
    expect(problems.join('\n')).toMatch(message);
    expect(problems).toHaveLength(1);
  });

  it.each([
    ['{ "id": ', /It is not JSON/],
    ['[]', /top level must be one JSON object/],
    ['null', /top level must be one JSON object/],
  ])('text %j is refused', (bad, message) => {
    expect(() => readProfile(bad)).toThrow(message);
  });
});

describe('profileHash', () => {
  it('does not depend on the order of properties, but on every value', () => {
    const profile = shipped('generic-int');
    const turned = Object.fromEntries(Object.entries(profile).reverse());
    expect(profileHash(turned)).toBe(profileHash(profile));
    expect(profileHash({ ...profile, name: 'x' })).not.toBe(profileHash(profile));
    expect(profileHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

describe('quantizerFor', () => {
  it('puts what the profile fixes in place and leaves the rest to the user', () => {
    const mine = {
      ...defaultQuantizer,
      activations: { ...defaultQuantizer.activations, range: 'mse' as const },
    };
    const imx = quantizerFor(shipped('sony-imx500'), mine);
    expect(imx.activations).toMatchObject({ powerOfTwo: true, range: 'mse', symmetric: false });
    const dpu = quantizerFor(shipped('amd-dpu-b4096'), defaultQuantizer);
    expect(dpu.weights).toMatchObject({ perChannel: false, powerOfTwo: true, symmetric: true });
    expect(quantizerFor(shipped('generic-int'), mine)).toEqual(mine);
    expect(fixedSettings(shipped('sony-imx500')).map((s) => s.text)).toContain(
      'Sony IMX500 (in-sensor) needs power-of-two scales for activations.',
    );
  });
});

it('says which layers a profile leaves float', () => {
  const layers = [
    { name: 'dw1', kind: 'depthwise_conv' as const },
    { name: 'c1', kind: 'conv' as const },
  ];
  const left = unsupportedLayers(shipped('bismo-ultra96'), layers);
  expect(left).toHaveLength(1);
  expect(left[0]!.text).toMatch(/^dw1 stays float: BISMO .* lists no kernel for depthwise conv layers\.$/);
});
