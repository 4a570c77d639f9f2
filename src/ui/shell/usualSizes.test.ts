import { describe, expect, it } from 'vitest';
import { usualSizes } from './usePanelSizes.ts';

describe('usualSizes', () => {
  it.each([
    [1280, 720],
    [1440, 900],
    [1920, 1080],
    [3840, 2160],
  ])('leaves the graph the largest part of %i x %i', (width, height) => {
    const { left, right, strip } = usualSizes(width, height);
    expect(width - left - right).toBeGreaterThan(width * 0.48);
    expect(height - strip).toBeGreaterThan(height * 0.68);
  });
});
