import { describe, expect, it } from 'vitest';
import type { Picture, Preprocess } from './Dataset.ts';
import { preprocessPicture } from './preprocessPicture.ts';

const plain: Preprocess = {
  height: 2,
  width: 2,
  fit: 'stretch',
  cropFraction: 1,
  channels: 'RGB',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  layout: 'NHWC',
};

function picture(width: number, height: number, rgb: (x: number, y: number) => readonly number[]): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rgba.set([...rgb(x, y), 255], (y * width + x) * 4);
  return { name: 'test', width, height, rgba };
}

const four = picture(2, 2, (x, y) => [10 * x + 100 * y, 1, 2]);

describe('preprocessPicture', () => {
  it('leaves a picture of the right size as it is', () => {
    expect([...preprocessPicture(four, plain)]).toEqual([0, 1, 2, 10, 1, 2, 100, 1, 2, 110, 1, 2]);
  });

  it('orders channels as BGR and lays them out as NCHW', () => {
    const values = preprocessPicture(four, { ...plain, channels: 'BGR', layout: 'NCHW' });
    expect([...values]).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 0, 10, 100, 110]);
  });

  it('subtracts the mean after scaling and divides by the deviation, per output channel', () => {
    const values = preprocessPicture(four, { ...plain, scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] });
    expect([...values].slice(9)).toEqual([(55 - 1) / 2, (0.5 - 2) / 4, (1 - 3) / 8]);
  });

  it('makes gray by ITU-R 601 luma', () => {
    const values = preprocessPicture(four, { ...plain, channels: 'gray', mean: [0], std: [1] });
    expect(values[1]).toBeCloseTo(0.299 * 10 + 0.587 + 0.114 * 2, 4);
    expect(values.length).toBe(4);
  });

  it('halves by the widened triangle: weights 1, 3, 3, 1 inside, 3, 3, 1 of 7 at the edge', () => {
    const ramp = picture(8, 1, (x) => [x * 10, 0, 0]);
    const red = [...preprocessPicture(ramp, { ...plain, height: 1, width: 4 })].filter(
      (_, index) => index % 3 === 0,
    );
    expect(red[1]).toBeCloseTo((10 + 3 * 20 + 3 * 30 + 40) / 8, 5);
    expect(red[0]).toBeCloseTo((3 * 0 + 3 * 10 + 20) / 7, 5);
  });

  it('doubles with half-pixel centres, edges repeated', () => {
    const two = picture(2, 1, (x) => [x * 100, 0, 0]);
    const red = [...preprocessPicture(two, { ...plain, height: 1, width: 4 })].filter(
      (_, index) => index % 3 === 0,
    );
    expect(red).toEqual([0, 25, 75, 100]);
  });

  it('keeps a constant picture constant at any size and fit', () => {
    const grey = picture(37, 53, () => [77, 77, 77]);
    for (const fit of ['stretch', 'crop'] as const)
      for (const size of [5, 37, 64]) {
        const values = preprocessPicture(grey, {
          ...plain,
          fit,
          cropFraction: 0.875,
          height: size,
          width: size,
        });
        expect(Math.max(...values.map((value) => Math.abs(value - 77)))).toBeLessThan(1e-4);
      }
  });

  it('crops the centre of the long side', () => {
    const wide = picture(6, 2, (x) => [x * 10, 0, 0]);
    const red = [...preprocessPicture(wide, { ...plain, fit: 'crop' })].filter((_, index) => index % 3 === 0);
    expect(red).toEqual([20, 30, 20, 30]);
  });

  it('pads the short side with bars of pixel zero', () => {
    const wide = picture(4, 2, () => [80, 80, 80]);
    const red = [
      ...preprocessPicture(wide, { ...plain, fit: 'pad', height: 4, width: 4, mean: [5, 5, 5] }),
    ].filter((_, index) => index % 3 === 0);
    expect(red.slice(0, 4)).toEqual([-5, -5, -5, -5]);
    expect(red.slice(4, 12)).toEqual(Array(8).fill(75));
    expect(red.slice(12)).toEqual([-5, -5, -5, -5]);
  });
});
