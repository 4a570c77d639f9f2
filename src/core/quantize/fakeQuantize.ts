import type { QuantParams } from './quantParams.ts';
import { roundingMagic } from './quantParams.ts';
import type { ChannelLayout } from './weightChannels.ts';

/**
 * Rounds every value to the grid and back, in float32: the reference that every backend must match bit for bit.
 *
 *     y = fround(scale * (clamp(roundHalfEven(fround(x * inverse)) + zero, qmin, qmax) - zero))
 *
 * `out` may be `values` itself. Returns `out`.
 */
export function fakeQuantize(
  values: Float32Array,
  params: QuantParams,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const { scale, inverse } = params;
  // Clamping before the zero point is added is the same, as both are integers.
  const low = params.qmin - params.zero;
  const high = params.qmax - params.zero;
  const fround = Math.fround;
  for (let i = 0; i < values.length; i++) {
    const q = fround(values[i]! * inverse) + roundingMagic - roundingMagic;
    out[i] = scale * Math.min(high, Math.max(low, q));
  }
  return out;
}

/** The same with one grid per channel; value i belongs to channel floor(i / inner) mod channels. */
export function fakeQuantizeChannels(
  values: Float32Array,
  params: readonly QuantParams[],
  layout: ChannelLayout,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const { channels, inner } = layout;
  if (params.length !== channels)
    throw new Error(`${channels} channels need as many grids, not ${params.length}.`);
  const scale = Float32Array.from(params, (p) => p.scale);
  const inverse = Float32Array.from(params, (p) => p.inverse);
  const low = Float32Array.from(params, (p) => p.qmin - p.zero);
  const high = Float32Array.from(params, (p) => p.qmax - p.zero);
  const fround = Math.fround;
  for (let i = 0; i < values.length; ) {
    for (let c = 0; c < channels; c++) {
      const s = scale[c]!;
      const inv = inverse[c]!;
      const lo = low[c]!;
      const hi = high[c]!;
      for (let k = 0; k < inner; k++, i++) {
        const q = fround(values[i]! * inv) + roundingMagic - roundingMagic;
        out[i] = s * Math.min(hi, Math.max(lo, q));
      }
    }
  }
  return out;
}
