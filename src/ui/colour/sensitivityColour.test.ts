import { describe, expect, it } from 'vitest';
import type { AqsEntry, AqsTable } from '../../core/sensitivity/AqsTable.ts';
import { legendTicks } from './legendTicks.ts';
import { luminance, rampColour, rampPosition, sensitivityColour } from './sensitivityColour.ts';
import { sensitivityScale } from './sensitivityScale.ts';

const log = { kind: 'log', low: 1e-5, high: 1 } as const;

describe('sensitivityColour', () => {
  it('is logarithmic and clamps at both ends', () => {
    expect(rampPosition(log, 1e-5)).toBe(0);
    expect(rampPosition(log, 1)).toBe(1);
    expect(rampPosition(log, 1e-2)).toBeCloseTo(0.6, 10);
    expect(rampPosition(log, 3)).toBe(1);
    expect(rampPosition(log, 0)).toBe(0);
    expect(rampPosition(log, Number.NaN)).toBe(0);
  });

  it('gets lighter with every step, so that it ranks without hue', () => {
    const steps = Array.from({ length: 64 }, (_, index) => luminance(rampColour(index / 63).fill));
    for (let index = 1; index < steps.length; index++)
      expect(steps[index]!).toBeGreaterThan(steps[index - 1]!);
  });

  it('writes on every step with a contrast of at least 4.5', () => {
    for (let index = 0; index < 64; index++) {
      const { fill, ink } = rampColour(index / 63);
      const [a, b] = [luminance(fill), luminance(ink)].sort((p, q) => q - p) as [number, number];
      expect((a + 0.05) / (b + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps every fill apart from the page: 1.4 on the dark one, 1.15 on the light one (a border does the rest)', () => {
    for (let index = 0; index < 64; index++) {
      const light = luminance(rampColour(index / 63).fill);
      expect((light + 0.05) / (luminance('#0b0e12') + 0.05)).toBeGreaterThan(1.4);
      expect((luminance('#ffffff') + 0.05) / (light + 0.05)).toBeGreaterThan(1.15);
    }
  });

  it('gives equal values the identical object', () => {
    expect(sensitivityColour(log, 0.01)).toBe(sensitivityColour(log, 0.01));
  });
});

function entry(nmse: number): AqsEntry {
  return { nmse, sqnr: -10 * Math.log10(nmse), cosine: nmse / 2, maxError: nmse, halves: [nmse, nmse] };
}

describe('sensitivityScale', () => {
  const pair = (weightBits: number, activationBits: number) => ({ weightBits, activationBits });
  const table: AqsTable = {
    a: { layer: 'a', images: 1, entries: { '4/4': entry(0.02), '8/8': entry(0.0004), '16/16': entry(1e-9) } },
    b: { layer: 'b', images: 1, entries: { '4/4': entry(0.3), '8/8': entry(0.002), '16/16': entry(1e-8) } },
  };

  it('spans the table in half decades and leaves 16 bits out', () => {
    const scale = sensitivityScale(table, [pair(4, 4), pair(8, 8), pair(16, 16)], 'nmse')!;
    expect(Math.log10(scale.low)).toBeCloseTo(-3.5, 9);
    expect(Math.log10(scale.high)).toBeCloseTo(-0.5, 9);
  });

  it('uses 16 bits where there is nothing else, and at most five decades', () => {
    const wide: AqsTable = {
      a: { layer: 'a', images: 1, entries: { '8/8': entry(1e-9), '4/4': entry(0.9) } },
    };
    expect(sensitivityScale(table, [pair(16, 16)], 'nmse')!.high).toBeCloseTo(1e-8, 12);
    const scale = sensitivityScale(wide, [pair(4, 4), pair(8, 8)], 'nmse')!;
    expect([scale.kind, Math.log10(scale.low), Math.log10(scale.high)]).toEqual(['log', -5, 0]);
  });

  it('is linear in dB, worse to the right', () => {
    const scale = sensitivityScale(table, [pair(4, 4), pair(8, 8)], 'sqnr')!;
    expect(scale).toEqual({ kind: 'linear', low: -35, high: -5 });
    expect(legendTicks(scale).map((tick) => tick.text)).toEqual(['30 dB', '20 dB', '10 dB']);
  });

  it('is null before the first value', () => {
    expect(sensitivityScale({}, [pair(4, 4)], 'nmse')).toBeNull();
  });

  it('labels decades', () => {
    const ticks = legendTicks(log);
    expect(ticks.map((tick) => tick.text)).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹', '1']);
    expect(ticks[2]!.position).toBeCloseTo(0.4, 9);
  });
});
