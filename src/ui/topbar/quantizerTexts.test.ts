import { describe, expect, it } from 'vitest';
import type { FusedActivation } from '../../core/model/Model.ts';
import { ModelBuilder } from '../../core/model/ModelBuilder.ts';
import { defaultQuantizer } from '../../core/quantize/QuantizerSettings.ts';
import { equalizationText } from './equalizationText.ts';
import { quantizerWords } from './quantizerWords.ts';

function chain(...activations: readonly (FusedActivation['fn'] | undefined)[]) {
  const b = new ModelBuilder();
  const filter = (name: string) => b.constant(name, { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) });
  const last = activations.reduce<number>(
    (x, fn, i) => b.add('dense', `layer${i}`, [x, filter(`w${i}`)], {}, fn && { fn }),
    b.input('x', [null, 2]),
  );
  return b.build('chain', 'test', [last]).model;
}

describe('quantizerWords', () => {
  it('names the range, and what differs from the default', () => {
    expect(quantizerWords(defaultQuantizer)).toBe('min-max');
    expect(
      quantizerWords({
        ...defaultQuantizer,
        weights: { ...defaultQuantizer.weights, range: 'mse', perChannel: false },
        biasCorrection: true,
      }),
    ).toBe('min-max inputs, least squares weights, per tensor, bias correction');
  });
});

describe('equalizationText', () => {
  it('says for how many pairs of layers it works, and what stops the others', () => {
    expect(equalizationText(null)).toBe('');
    expect(equalizationText(chain('relu', undefined))).toBe(' Here: 1 pair of layers.');
    expect(equalizationText(chain('relu', 'relu6', 'relu', undefined))).toBe(
      ' Here: 2 pairs of layers; relu6 stands in the way of 1.',
    );
    expect(equalizationText(chain('relu6', undefined))).toBe(
      ' Nothing to do here: relu6 stands in the way of 1 pair of layers.',
    );
    expect(equalizationText(chain(undefined))).toBe(
      ' Nothing to do here: no two layers follow each other alone.',
    );
  });
});
