import { formatThree } from './formatSi.ts';

/** Milliseconds for the eye: `850 µs`, `1.40 ms`, `12.0 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return formatThree(ms);
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 0.9995) return `${formatThree(ms * 1000)} µs`;
  if (size < 999.5) return `${formatThree(ms)} ms`;
  if (size < 59_950) return `${formatThree(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Time left, rounded so that it does not flicker: `about 5 s`. */
export function formatRemaining(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 10) return `about ${seconds} s`;
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s`;
  return `about ${Math.ceil(seconds / 60)} min`;
}
