import { CliError } from './CliError.ts';

/** The value of an option that takes a whole number from 1 on; undefined where it is not given. Throws CliError. */
export function positive(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new CliError(`${option} ${value} must be a whole number from 1 on.`);
  return number;
}
