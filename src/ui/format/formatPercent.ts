/** A share 0..1 (or a change −1..) as per cent, three significant digits at most: `25.2 %`, `−61 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  const size = Math.abs(percent);
  const digits = size === 0 ? 0 : size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 3;
  return `${percent.toFixed(digits).replace('-', '−')} %`;
}
