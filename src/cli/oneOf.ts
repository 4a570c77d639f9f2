import { CliError } from './CliError.ts';

/** The value of an option that takes one of a few words. Throws CliError naming the option and the words. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (!found) throw new CliError(`${option} ${value} is not known: use ${allowed.join(', ')}.`);
  return found;
}
