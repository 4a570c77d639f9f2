const PREFIXES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** At most three significant digits, no exponent between 0.001 and 1e6; a real minus sign; `–` when not a number. */
export function formatThree(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 0.001 || size >= 1e6
      ? value.toExponential(2).replace('e-', 'e−').replace('e+', 'e')
      : size >= 999.5
        ? String(Math.round(value))
        : value.toPrecision(3);
  return text.replace(/^-/, '−');
}

/** `62.3 M` + unit: three significant digits with k, M, G or T. `unit` follows the prefix without a space. */
export function formatSi(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return formatThree(value);
  const size = Math.abs(value);
  for (const [factor, prefix] of PREFIXES) {
    // 999.6 k would print as 1000 k: the next prefix starts where rounding would spill over.
    if (size >= factor * 0.9995) return `${formatThree(value / factor)} ${prefix}${unit}`;
  }
  const digits = Number.isInteger(value) ? String(value).replace('-', '−') : formatThree(value);
  return unit ? `${digits} ${unit}` : digits;
}

/** For the labels of an axis: `0.01`, `1e−6`, `250`; no zeros that say nothing. */
export function formatTick(value: number): string {
  return formatThree(value).replace(/\.(\d*?)0+(?=e|$)/, (_, digits: string) => (digits ? `.${digits}` : ''));
}
