import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import { outputProbes } from './outputProbes.ts';

/** sum over probes of (u . d)^2. */
function damage(probes: readonly Float32Array[], d: readonly number[]): number {
  return probes.reduce((sum, u) => sum + u.reduce((dot, x, i) => dot + x * d[i]!, 0) ** 2, 0);
}

function kl(x: readonly number[], d: readonly number[]): number {
  const shares = (z: readonly number[]): number[] => {
    const e = z.map(Math.exp);
    const total = e.reduce((a, b) => a + b);
    return e.map((v) => v / total);
  };
  const p = shares(x);
  const q = shares(x.map((v, i) => v + d[i]!));
  return p.reduce((sum, v, i) => sum + v * Math.log(v / q[i]!), 0);
}

const logits = [2, 1, 0.5, -1, 0];
const change = [0.01, -0.02, 0.015, 0.005, -0.01];

describe('outputProbes', () => {
  it('gives the KL of a small change exactly when there are as many probes as classes', () => {
    const probes = outputProbes('kl', logits, 5, random(1));
    expect(probes).toHaveLength(5);
    expect(damage(probes, change) / kl(logits, change)).toBeCloseTo(1, 1);
  });

  it('comes near with fewer probes, and nearer with each one more', () => {
    const next = random(3);
    const changes = Array.from({ length: 200 }, () => logits.map(() => (next() - 0.5) * 0.02));
    const deviation = (count: number): number => {
      const probes = outputProbes('kl', logits, count, random(7));
      const off = changes.map((d) => Math.log(damage(probes, d) / kl(logits, d)));
      return Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / off.length);
    };
    const [one, two, three, four] = [1, 2, 3, 4].map(deviation);
    expect(two!).toBeLessThan(one!);
    expect(three!).toBeLessThan(two!);
    expect(four!).toBeLessThan(0.05);
  });

  it('keeps the size of the damage on average over changes, however few the probes', () => {
    const next = random(11);
    const changes = Array.from({ length: 2000 }, () => logits.map(() => (next() - 0.5) * 0.02));
    const total = (count: number): number => {
      const probes = outputProbes('kl', logits, count, random(7));
      return changes.reduce((sum, d) => sum + damage(probes, d), 0);
    };
    const truth = changes.reduce((sum, d) => sum + kl(logits, d), 0);
    for (const count of [1, 2, 4]) expect(total(count) / truth).toBeCloseTo(1, 1);
  });

  it('does not see a change that adds the same to every logit', () => {
    const probes = outputProbes('kl', logits, 3, random(5));
    expect(damage(probes, [0.3, 0.3, 0.3, 0.3, 0.3])).toBeLessThan(1e-10);
  });

  it('stays finite for a certain image, which nothing small can harm', () => {
    const probes = outputProbes('kl', [500, 0, 0, 0], 3, random(5));
    expect(damage(probes, [0.1, -0.1, 0.2, 0])).toBeLessThan(1e-6);
  });

  it('gives the normalized squared error on average', () => {
    const next = random(9);
    const values = [3, -4, 0];
    const d = [0.3, 0.1, -0.2];
    const list = Array.from({ length: 2000 }, () => damage(outputProbes('nmse', values, 2, next), d));
    const mean = list.reduce((a, b) => a + b) / list.length;
    expect(mean).toBeGreaterThan(0.95 * (0.14 / 25));
    expect(mean).toBeLessThan(1.05 * (0.14 / 25));
  });
});
