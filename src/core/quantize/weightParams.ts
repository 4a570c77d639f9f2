import { histogram } from './histogram.ts';
import type { QuantizerSettings } from './QuantizerSettings.ts';
import type { GridOptions, QuantParams, Range } from './quantParams.ts';
import { quantParams } from './quantParams.ts';
import { rangeOf } from './rangeOf.ts';
import type { ChannelLayout } from './weightChannels.ts';

/** Bins for one channel: channels are many and hold few values. */
const channelBins = 256;
const tensorBins = 2048;

/**
 * The grids of a filter at `bits`: one per output channel, or one for all of it (a list of one repeated grid) where
 * the settings say per tensor. Asymmetric weights are signed with all 2^b steps.
 */
export function weightParams(
  values: Float32Array,
  layout: ChannelLayout,
  bits: number,
  settings: QuantizerSettings['weights'],
): QuantParams[] {
  const options: GridOptions = {
    symmetric: settings.symmetric,
    signed: true,
    powerOfTwo: settings.powerOfTwo,
  };
  if (!settings.perChannel) {
    const one = paramsOf(values, tensorBins, bits, settings, options);
    return new Array<QuantParams>(layout.channels).fill(one);
  }
  if (settings.range === 'min-max') {
    return channelRanges(values, layout).map((range) => quantParams(range, bits, options));
  }
  const perChannel = values.length / layout.channels;
  const channel = new Float32Array(perChannel);
  return Array.from({ length: layout.channels }, (_, c) => {
    let n = 0;
    const stride = layout.channels * layout.inner;
    for (let start = c * layout.inner; start < values.length; start += stride) {
      for (let k = 0; k < layout.inner; k++) channel[n++] = values[start + k]!;
    }
    return paramsOf(channel, channelBins, bits, settings, options);
  });
}

function paramsOf(
  values: Float32Array,
  bins: number,
  bits: number,
  settings: QuantizerSettings['weights'],
  options: GridOptions,
): QuantParams {
  const [range] = channelRanges(values, { channels: 1, inner: 1 });
  if (settings.range === 'min-max') return quantParams(range!, bits, options);
  const counts = histogram(values, range!, bins);
  return quantParams(rangeOf(counts, bits, settings, options), bits, options);
}

/** Smallest and largest value of each output channel. */
export function channelRanges(values: Float32Array, { channels, inner }: ChannelLayout): Range[] {
  const min = new Float32Array(channels).fill(Infinity);
  const max = new Float32Array(channels).fill(-Infinity);
  let strange = 0;
  for (let i = 0; i < values.length; ) {
    for (let c = 0; c < channels; c++) {
      for (let k = 0; k < inner; k++, i++) {
        const v = values[i]!;
        if (v < min[c]!) min[c] = v;
        if (v > max[c]!) max[c] = v;
        strange += v - v;
      }
    }
  }
  if (strange !== 0) throw new Error('The weights hold values that are not finite; the file may be damaged.');
  return Array.from(min, (low, c) => ({ min: low, max: max[c]! }));
}
