interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole: boolean;
}

const number = /^[+\-−]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i;

/** The number that a text is, with a decimal point or comma; NaN where it is none. */
export function readNumber(text: string): number {
  const typed = text.trim();
  return number.test(typed) ? Number(typed.replace(',', '.').replace('−', '-')) : Number.NaN;
}

/** Reads a number within limits, or says in a sentence what may be typed. */
export function parseNumber(
  text: string,
  { min, max, whole }: NumberLimits,
): { readonly value: number } | { readonly error: string } {
  const value = readNumber(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return { value };
  const typed = text.trim();
  const range = `${whole ? 'a whole number ' : ''}from ${min} to ${max}`;
  if (typed === '') return { error: `Type ${whole ? range : `a number ${range}`}.` };
  if (Number.isNaN(value))
    return { error: `"${typed}" is no number: type ${whole ? range : `one ${range}`}.` };
  if (value >= min && value <= max) return { error: `${typed} is not whole: type ${range}.` };
  return { error: `${typed} is out of range: type ${whole ? range : `a number ${range}`}.` };
}
