import { describe, expect, it } from 'vitest';
import type { LayerMeasurement, MeasureRequest } from '../ports.ts';
import { pairKey, parsePair } from '../profile/Pair.ts';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import type { AqsTable } from '../sensitivity/AqsTable.ts';
import { parseStepKey, stepKey } from '../sensitivity/stepKey.ts';
import { packAqs, unpackAqs } from './KeptAqs.ts';
import { addMeasured, missingWork, nothingMeasured, onlyPairs, shownTable } from './MeasuredTables.ts';
import { measureKept } from './measureKept.ts';
import { memoryStore } from './memoryStore.ts';

const pairs = ['4/4', '8/8'].map(parsePair);
const images = 6;

/** One image's sums are told by its number, so that a table tells which images it stands on. */
function measurement(layer: string, keys: readonly string[], first: number, count: number): LayerMeasurement {
  const values = new Float64Array(keys.length * count * 6);
  for (let row = 0; row < keys.length * count; row++)
    values.set([0.01 * (1 + first + (row % count)), 1, 1, 0.99, 0.1, 0.2], row * 6);
  const inputHistogram = { min: 0, max: 1, counts: new Uint32Array(2048).fill(1) };
  return { layer, first, images: count, pairs: keys, values, elements: 1, inputHistogram };
}

function keysOf({ pairs, steps }: MeasureRequest): Record<string, string[]> {
  const keys = steps
    ? Object.entries(steps).map(([layer, wanted]) => [layer, wanted.map(stepKey)])
    : Object.entries(pairs).map(([layer, wanted]) => [layer, wanted.map(pairKey)]);
  return Object.fromEntries(keys);
}

/** An engine that measures in batches of two, and honours `done`. */
function engine() {
  let steps: LayerMeasurement[] = [];
  let at = 0;
  const measured: string[] = [];
  return {
    measured,
    dataHash: async () => 'hash',
    beginMeasure: async (request: MeasureRequest) => {
      steps = [];
      at = 0;
      for (let first = 0; first < images; first += 2)
        for (const [layer, keys] of Object.entries(keysOf(request)))
          if ((request.done?.[layer] ?? 0) <= first) steps.push(measurement(layer, keys, first, 2));
      return { steps: steps.length, batchSize: 2, batches: 3, estimatedBytes: 0 };
    },
    stepMeasure: async () => {
      const step = steps[at++]!;
      measured.push(`${step.layer} ${step.pairs.join(' ')} ${step.first}`);
      return { done: at, total: steps.length, fraction: at / steps.length, passes: at, measurement: step };
    },
    endMeasure: async () => undefined,
  };
}

const request: MeasureRequest = {
  operands: 'both',
  quantizer: defaultQuantizer,
  pairs: { a: pairs, b: pairs },
};

async function measure(
  from: ReturnType<typeof engine>,
  store = memoryStore(),
  { stopAfter = Number.POSITIVE_INFINITY, wanted = request.pairs } = {},
): Promise<AqsTable> {
  let table: AqsTable = {};
  let steps = 0;
  const shelf = { store, model: 'model', images };
  for await (const { tables, progress } of measureKept(
    shelf,
    from,
    { ...request, pairs: wanted },
    { now: () => 0 },
  )) {
    table = tables.table;
    if (progress?.measurement && ++steps >= stopAfter) break;
  }
  return table;
}

describe('measureKept', () => {
  it('measures nothing that is kept', async () => {
    const store = memoryStore();
    const first = await measure(engine(), store);
    const second = engine();
    expect(await measure(second, store)).toEqual(first);
    expect(second.measured).toEqual([]);
  });

  it('goes on in the middle of the images where it was stopped, with the same result', async () => {
    const whole = await measure(engine());
    const store = memoryStore();
    await measure(engine(), store, { stopAfter: 3 });
    const rest = engine();
    expect(await measure(rest, store)).toEqual(whole);
    expect(rest.measured).toEqual(['b 4/4 8/8 2', 'a 4/4 8/8 4', 'b 4/4 8/8 4']);
  });

  it('measures only the pairs that a table lacks, and keeps the others', async () => {
    const store = memoryStore();
    await measure(engine(), store, { wanted: { a: [pairs[1]!] } });
    const rest = engine();
    const table = await measure(rest, store, { wanted: { a: pairs } });
    expect(rest.measured).toEqual(['a 4/4 0', 'a 4/4 2', 'a 4/4 4']);
    expect(Object.keys(table.a!.entries).sort()).toEqual(['4/4', '8/8']);
  });

  it('keeps steps beside the pairs, and goes on with those that a table lacks', async () => {
    const store = memoryStore();
    await measure(engine(), store);
    const run = async (keys: string[]) => {
      const from = engine();
      const steps = { a: keys.map(parseStepKey) };
      let known: AqsTable = {};
      const shelf = { store, model: 'model', images };
      for await (const { tables } of measureKept(
        shelf,
        from,
        { ...request, pairs: {}, steps },
        { now: () => 0 },
      ))
        known = tables.table;
      return { measured: from.measured, keys: Object.keys(known.a?.entries ?? {}) };
    };
    expect((await run(['8/8>4/8'])).measured).toEqual(['a 8/8>4/8 0', 'a 8/8>4/8 2', 'a 8/8>4/8 4']);
    const more = await run(['8/8>4/8', '4/8>4/4']);
    expect(more.measured.map((text) => text.split(' ')[1])).toEqual(['4/8>4/4', '4/8>4/4', '4/8>4/4']);
    expect(more.keys).toEqual(['8/8>4/8', '4/8>4/4']);
    expect((await run(['4/8>4/4'])).measured).toEqual([]);
    const pairsAgain = engine();
    await measure(pairsAgain, store);
    expect(pairsAgain.measured).toEqual([]);
  });

  it('measures everything where nothing can be kept', async () => {
    const without = engine();
    for await (const _ of measureKept({ model: 'm', images }, without, request, { now: () => 0 })) {
      // Only what the engine was asked for counts.
    }
    expect(without.measured).toHaveLength(6);
  });
});

describe('missingWork', () => {
  const half = addMeasured(nothingMeasured, measurement('a', ['4/4'], 0, 2), images);

  it('goes on with a layer only where it was begun at all the pairs it lacks', () => {
    expect(missingWork(half, { a: [pairs[0]!] }, images)).toEqual({
      pairs: { a: [pairs[0]] },
      done: { a: 2 },
    });
    expect(missingWork(half, { a: pairs }, images)).toEqual({ pairs: { a: pairs }, done: {} });
  });

  it('takes a table on fewer images for none', () => {
    const done = addMeasured(nothingMeasured, measurement('a', ['4/4', '8/8'], 0, 2), 2);
    expect(missingWork(done, { a: pairs }, 2).pairs).toEqual({});
    expect(missingWork(done, { a: pairs }, images)).toEqual({ pairs: { a: pairs }, done: {} });
  });

  it('shows a layer while it is half measured, but never in place of a whole one', () => {
    expect(shownTable(half).a?.images).toBe(2);
    let both = addMeasured(nothingMeasured, measurement('a', ['8/8'], 0, images), images);
    both = addMeasured(both, measurement('a', ['4/4'], 0, 2), images);
    expect(shownTable(both).a).toMatchObject({ images });
    expect(Object.keys(shownTable(both).a!.entries)).toEqual(['8/8']);
  });

  it('hands out the pairs wanted alone, in their order', () => {
    const { table } = addMeasured(
      nothingMeasured,
      measurement('a', ['8/8', '4/4', '2/2'], 0, images),
      images,
    );
    expect(Object.keys(onlyPairs(table, { b: pairs, a: pairs }).a!.entries)).toEqual(['4/4', '8/8']);
    expect(Object.keys(onlyPairs(table, { b: pairs, a: pairs }))).toEqual(['a']);
  });
});

describe('packAqs', () => {
  it('comes back through JSON as it was, also where there is no error at all', () => {
    const exact = {
      nmse: 0,
      sqnr: Infinity,
      cosine: 0,
      histogramKl: 0,
      maxError: 0,
      halves: [0, 0] as const,
    };
    const layer = addMeasured(nothingMeasured, measurement('a', ['4/4'], 0, 2), images).unfinished.a!;
    const kept = {
      tables: { table: { b: { layer: 'b', images, entries: { '8/8': exact } } }, unfinished: { a: layer } },
      histograms: { a: { min: -1, max: 2, counts: Uint32Array.from({ length: 256 }, (_, i) => i) } },
    };
    expect(unpackAqs(JSON.parse(JSON.stringify(packAqs(kept))))).toEqual(kept);
  });

  it('keeps the histogram of a layer in 256 bins', () => {
    const counts = Uint32Array.from({ length: 2048 }, (_, i) => (i < 8 ? 1 : 0));
    const kept = unpackAqs(
      packAqs({ tables: nothingMeasured, histograms: { a: { min: 0, max: 1, counts } } }),
    );
    expect(kept?.histograms.a?.counts).toHaveLength(256);
    expect(kept?.histograms.a?.counts[0]).toBe(8);
  });

  it('takes nothing from what it did not make, and leaves out entries that are no numbers', () => {
    for (const value of [
      null,
      undefined,
      3,
      [],
      {},
      { format: 'aqs 1', table: { a: [6, { '8/8': [1, 0, 0, 1, 1] }] } },
    ])
      expect(unpackAqs(value)).toBeNull();
    const broken = { a: [6, { '4/4': [1, 2, null, 4, 5, 6], '8/8': [1, 0, 0, 0, 1, 1], '2/2': [1] }], b: 7 };
    const { tables } = unpackAqs({ format: 'aqs 2', table: broken })!;
    expect(Object.keys(tables.table)).toEqual(['a']);
    expect(Object.keys(tables.table.a!.entries)).toEqual(['8/8']);
  });
});
