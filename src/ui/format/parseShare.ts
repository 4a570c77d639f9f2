type Parsed = { readonly value: number } | { readonly error: string };

const decimal = /^[+]?[0-9]*[.,]?[0-9]+(?:e[+-]?\d+)?$/i;

/** Reads a limit on total AQS: a number from 0 up, without a unit. */
export function parseAqs(text: string): Parsed {
  const typed = text.trim();
  if (!decimal.test(typed)) return { error: `"${typed}" is no AQS; type a number from 0 up, e.g. 0.05.` };
  return { value: Number(typed.replace(',', '.')) };
}

/** Reads a share of at most everything, typed as per cent with or without the sign: `2`, `0.5 %`. */
export function parseShare(text: string): Parsed {
  const typed = text.trim().replace(/\s*%$/, '');
  const percent = decimal.test(typed) ? Number(typed.replace(',', '.')) : Number.NaN;
  if (!(percent >= 0 && percent <= 100))
    return { error: `"${text.trim()}" is no share; type 0 to 100 %, e.g. 1 %.` };
  return { value: percent / 100 };
}
