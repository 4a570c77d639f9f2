import { isReaching } from '../../core/sensitivity/AqsTable.ts';
import type { StudioState } from '../StudioState.ts';
import { createSelector } from './createSelector.ts';
import { selectPartial } from './selectPartial.ts';

/** One always-visible fact about where the numbers come from. */
export interface HonestyChip {
  readonly id: 'backend' | 'data' | 'partial' | 'score' | 'spread' | 'stale';
  readonly text: string;
  /** Full sentence for the tooltip. */
  readonly title: string;
  /** `assumed` is drawn in amber, `synthetic` hatched. */
  readonly tone: 'plain' | 'assumed' | 'synthetic';
}

/** Median over layers and pairs of |half - half| / mean: how much of an AQS is noise of the sample. Null without a table. */
export const selectSpread = createSelector([(state) => state.aqs], (aqs): number | null => {
  const spreads = Object.values(aqs)
    .flatMap(({ entries }) => Object.values(entries))
    .filter((entry) => entry.nmse > 0 && entry.halves.every(Number.isFinite))
    .map((entry) => Math.abs(entry.halves[0] - entry.halves[1]) / (entry.halves[0] + entry.halves[1] || 1))
    .sort((a, b) => a - b);
  return spreads[spreads.length >> 1] ?? null;
});

/** True when the table was measured with other settings than those now chosen. */
export const selectStale = createSelector(
  [(state) => state.aqsSettings, (state) => state.measureSettings],
  (measured, wanted): boolean => measured !== null && JSON.stringify(measured) !== JSON.stringify(wanted),
);

const scoreText = {
  propagated: (operands: string) =>
    `Propagated AQS, a prediction: damage at the network's output when a layer alone has its ${operands} quantized.`,
  endToEnd: (operands: string) =>
    `End-to-end AQS: measured damage at the network's output when a layer alone has its ${operands} quantized.`,
  local: (operands: string) =>
    `Local AQS: error of each layer's output with its ${operands} quantized, all else in float.`,
} as const;

/** What the newest measurement took. */
function passText(passes: number): string {
  return passes > 0
    ? ` Its newest measurement ran as much as ${passes.toFixed(1)} plain forward passes of the calibration data.`
    : '';
}

const operandText = { both: 'weights and input', input: 'input only', weights: 'weights only' } as const;

/** Backend, data, score kind and spread, always on screen. */
export const selectHonesty = createSelector(
  [
    (state: StudioState) => state.backend,
    (state) => state.aqsData ?? state.data,
    (state) => state.aqsSettings ?? state.measureSettings,
    (state) => state.decisions.distance,
    (state) => state.aqsPasses,
    selectPartial,
    selectSpread,
    selectStale,
  ],
  (backend, data, settings, distance, passes, partial, spread, stale): readonly HonestyChip[] => {
    const chips: HonestyChip[] = [];
    if (backend)
      chips.push({
        id: 'backend',
        text: { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain CPU' }[backend.backend],
        title: `${backend.detail}. ${backend.why}`,
        tone: 'plain',
      });
    if (data)
      chips.push(
        data.kind === 'synthetic'
          ? {
              id: 'data',
              text: `${data.count} synthetic`,
              title: 'Made-up input: these numbers say little about real data. Drop images to replace it.',
              tone: 'synthetic',
            }
          : {
              id: 'data',
              text: `${data.count} ${data.kind === 'images' ? (data.count === 1 ? 'image' : 'images') : 'samples'}`,
              title:
                data.count < 8
                  ? `Calibration data: ${data.name}. So few make AQS rough; 32 or more are better.`
                  : `Calibration data: ${data.name}.`,
              tone: data.count < 8 ? 'assumed' : 'plain',
            },
      );
    if (partial)
      chips.push({
        id: 'partial',
        text: `on ${partial.images} of ${partial.of} so far`,
        title: `Some layers have been measured on ${partial.images} of ${partial.of} calibration images only. Plans may change when all have been.`,
        tone: 'assumed',
      });
    chips.push({
      id: 'score',
      text: `AQS ${settings.operands}`,
      title:
        scoreText[isReaching(distance) ? distance : 'local'](operandText[settings.operands]) +
        passText(passes),
      tone: 'plain',
    });
    if (spread !== null)
      chips.push({
        id: 'spread',
        text: `± ${(spread * 100).toPrecision(2)} %`,
        title: 'Median difference of AQS between two halves of the calibration data.',
        tone: spread > 0.25 ? 'assumed' : 'plain',
      });
    if (stale)
      chips.push({
        id: 'stale',
        text: 'settings changed',
        title: 'The AQS on screen was measured with other settings; measure again.',
        tone: 'assumed',
      });
    return chips;
  },
);
