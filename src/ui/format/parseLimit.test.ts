import { describe, expect, it } from 'vitest';
import { parseLimit } from './parseLimit.ts';

const range = [10, 110] as const;

describe('parseLimit', () => {
  it.each([
    ['25 %', 'bops', 35],
    ['62.3', 'bops', 62.3],
    ['62,3 G', 'bops', 62.3],
    ['1.5 TBOPS', 'bops', 1500],
    ['500 MBOPS', 'bops', 0.5],
    ['12 MB', 'size', 12e6],
    ['12', 'size', 12e6],
    ['640k', 'size', 640e3],
    ['512 B', 'size', 512],
    ['1.5 MB', 'memory', 1.5e6],
    ['800', 'memory', 800e6],
    ['850 µs', 'latency', 0.85],
    ['1.4', 'latency', 1.4],
    ['2 s', 'latency', 2000],
    ['1e2', 'bops', 100],
  ] as const)('%s as %s is %s', (text, cost, limit) => {
    const parsed = parseLimit(text, cost, range);
    expect(parsed).toHaveProperty('limit');
    expect((parsed as { limit: number }).limit).toBeCloseTo(limit, 9);
  });

  it.each([
    ['fast', 'bops'],
    ['', 'size'],
    ['12 parsecs', 'size'],
    ['3 MB', 'latency'],
  ] as const)('refuses "%s" as %s with an example', (text, cost) => {
    const parsed = parseLimit(text, cost, range);
    expect((parsed as { error: string }).error).toContain('type e.g.');
  });
});
