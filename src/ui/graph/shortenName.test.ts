import { describe, expect, it } from 'vitest';
import { commonScope, shortenName } from './shortenName.ts';

describe('shortenName', () => {
  it('leaves a short name alone', () => {
    expect(shortenName('layer2_conv1', '', 18)).toBe('layer2_conv1');
  });

  it('drops the scope that all names share', () => {
    const names = ['MobilenetV2/Conv/Conv2D', 'MobilenetV2/expanded_conv_3/depthwise/depthwise'];
    expect(commonScope(names)).toBe('MobilenetV2/');
    expect(names.map((name) => shortenName(name, commonScope(names), 26))).toEqual([
      'Conv/Conv2D',
      'expanded_conv_3/depthwise',
    ]);
  });

  it('cuts the middle, keeping more of the end', () => {
    const short = shortenName('a_very_long_layer_name_that_ends_in_17b', '', 18);
    expect(short).toHaveLength(18);
    expect(short).toBe('a_very…ends_in_17b');
  });

  it('never cuts a scope inside a word', () => {
    expect(commonScope(['net/block_1', 'net/block_2'])).toBe('net/');
    expect(commonScope(['one', 'only'])).toBe('');
    expect(commonScope(['net/a'])).toBe('');
  });
});
