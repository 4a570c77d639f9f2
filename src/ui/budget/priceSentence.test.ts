import { describe, expect, it } from 'vitest';
import { allowanceSentence, priceSentence } from './priceSentence.ts';

describe('the marginal value of a budget', () => {
  it('is a slope at this point, per unit of the limit as it is written', () => {
    expect(priceSentence('bops', 0.0303, 1.31)).toBe('Slope here: about −0.0303 AQS per 1 GBOPS');
    expect(priceSentence('bops', 2, 0.17)).toBe('Slope here: about −0.00200 AQS per 1 MBOPS');
    expect(priceSentence('size', 1e-6, 180_000)).toBe('Slope here: about −0.00100 AQS per 1 kB');
    expect(priceSentence('latency', 0.5, 3.2)).toBe('Slope here: about −0.500 AQS per 1 ms');
  });

  it('is of peak memory the slope to the next better plan', () => {
    expect(priceSentence('memory', 1e-6, 49_200)).toBe(
      'Slope to the next better plan: about −0.00100 AQS per 1 kB',
    );
  });

  it('says so where the budget does not bind', () => {
    expect(priceSentence('bops', 0, 1.31)).toBe('BOPS does not bind');
  });

  it('is the cost that more AQS saves where the cost is minimized', () => {
    expect(allowanceSentence('bops', 0.03, 0.0148)).toBe('Slope here: about −33.3 MBOPS per 0.001 AQS');
    expect(allowanceSentence('bops', 0.03, 4.2)).toBe('Slope here: about −3.33 GBOPS per 0.1 AQS');
  });
});
