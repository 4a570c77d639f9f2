import { describe, expect, it } from 'vitest';
import { tellingNames } from './tellingNames.ts';

describe('tellingNames', () => {
  it('keeps names without scopes', () => {
    expect(tellingNames(['res2a_branch2a', 'res2a_branch2b'])).toEqual(['res2a_branch2a', 'res2a_branch2b']);
  });

  it('drops scopes and op endings that tell nothing', () => {
    expect(
      tellingNames([
        'module/MobilenetV1/MobilenetV1/Conv2d_1_depthwise/depthwise',
        'module/MobilenetV1/MobilenetV1/Conv2d_11_pointwise/Conv2D',
        'module/MobilenetV1/Logits/Conv2d_1c_1x1/convolution',
      ]),
    ).toEqual(['Conv2d_1_depthwise', 'Conv2d_11_pointwise', 'Conv2d_1c_1x1']);
  });

  it('takes as many scopes as it needs', () => {
    expect(tellingNames(['net/block_1/dw', 'net/block_2/dw', 'net/head'])).toEqual([
      'block_1/dw',
      'block_2/dw',
      'head',
    ]);
  });

  it('never gives two layers one name', () => {
    const names = ['a/b', 'b', 'a/b/Conv2D', 'c/MatMul', 'c/MatMul_1'];
    const told = tellingNames(names);
    expect(new Set(told).size).toBe(names.length);
    expect(told[3]).toBe('c/MatMul');
  });
});
