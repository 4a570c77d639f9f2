import { describe, expect, it } from 'vitest';
import type { EvaluateRequest, MeasureRequest } from '../ports.ts';
import { parsePair } from '../profile/Pair.ts';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import { canonicalJson } from './canonicalJson.ts';
import { aqsKey, evaluationKey, trialKey } from './measurementKey.ts';

const subject = { model: 'm', calibration: 'c', data: 'd' };
const measuring: MeasureRequest = { operands: 'both', quantizer: defaultQuantizer, pairs: {} };
const evaluating: EvaluateRequest = { data: 'verification', quantizer: defaultQuantizer, trials: [] };

/** Every quantizer that differs from the default in one field. */
const others = [
  ...(['activations', 'weights'] as const).flatMap((operand) =>
    Object.entries(defaultQuantizer[operand]).map(([field, value]) => ({
      ...defaultQuantizer,
      [operand]: { ...defaultQuantizer[operand], [field]: changed(value) },
    })),
  ),
  { ...defaultQuantizer, biasCorrection: true },
  { ...defaultQuantizer, equalize: true },
];

function changed(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  return typeof value === 'number' ? value - 1 : 'mse';
}

describe('canonicalJson', () => {
  it('gives equal values equal texts, whatever the order of their fields', () => {
    expect(canonicalJson({ b: [1, { y: 2, x: null }], a: 'ä' })).toBe('{"a":"ä","b":[1,{"x":null,"y":2}]}');
    expect(canonicalJson({ a: 1, b: undefined })).toBe(canonicalJson({ a: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('refuses numbers that JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(/NaN/);
  });
});

describe('aqsKey', () => {
  it('is a SHA-256 that every setting changes', () => {
    const keys = [
      aqsKey(subject, measuring),
      aqsKey({ ...subject, model: 'n' }, measuring),
      aqsKey({ ...subject, calibration: 'e' }, measuring),
      aqsKey(subject, { ...measuring, operands: 'input' }),
      aqsKey(subject, { ...measuring, steps: {} } as MeasureRequest),
      ...others.map((quantizer) => aqsKey(subject, { ...measuring, quantizer })),
    ];
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(others).toHaveLength(11);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is the same for other pairs, other batches, and fields in another order', () => {
    const { activations, weights } = defaultQuantizer;
    const turned = {
      weights: Object.fromEntries(Object.entries(weights).reverse()) as typeof weights,
      activations,
    };
    const request = { quantizer: turned, operands: 'both' as const, batchSize: 3, done: { a: 1 } };
    expect(aqsKey(subject, { ...request, pairs: { a: [] } } as MeasureRequest)).toBe(
      aqsKey(subject, measuring),
    );
    const steps = { a: [{ from: parsePair('8/8'), to: parsePair('4/4') }] };
    expect(aqsKey(subject, { ...measuring, steps } as MeasureRequest)).toBe(
      aqsKey(subject, { ...measuring, steps: {} } as MeasureRequest),
    );
  });
});

describe('evaluationKey', () => {
  it('changes with model, either data, images and quantizer, and differs from that of AQS', () => {
    const keys = [
      evaluationKey(subject, evaluating),
      evaluationKey({ ...subject, model: 'n' }, evaluating),
      evaluationKey({ ...subject, calibration: 'e' }, evaluating),
      evaluationKey({ ...subject, data: 'e' }, evaluating),
      evaluationKey(subject, { ...evaluating, images: 4 }),
      ...others.map((quantizer) => evaluationKey(subject, { ...evaluating, quantizer })),
      aqsKey(subject, measuring),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('does not depend on how the trials are run', () => {
    const request: EvaluateRequest = {
      ...evaluating,
      base: { a: { input: 4 } },
      prefix: false,
      batchSize: 2,
    };
    expect(evaluationKey(subject, request)).toBe(evaluationKey(subject, evaluating));
  });
});

describe('trialKey', () => {
  it('names the widths in force, whichever of them the base brings', () => {
    const all = { a: { weights: 4, input: 8 }, b: { input: 4 } };
    const key = trialKey(undefined, all);
    expect(trialKey({ b: { input: 4 } }, { a: { input: 8, weights: 4 } })).toBe(key);
    expect(trialKey({ a: { weights: 2 }, b: { input: 4 } }, { a: { weights: 4, input: 8 } })).toBe(key);
    expect(trialKey(undefined, { ...all, c: {} })).toBe(key);
    expect(trialKey(undefined, { ...all, b: { weights: 4 } })).not.toBe(key);
    expect(trialKey(undefined, { ...all, b: { input: 5 } })).not.toBe(key);
    expect(trialKey(undefined, {})).not.toBe(key);
  });
});
