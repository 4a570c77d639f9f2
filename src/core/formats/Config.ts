import { ReadError } from './ReadError.ts';

/** Typed reading of one layer's `config`; errors name the layer. */
export class Config {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly where: string;

  constructor(where: string, values: unknown) {
    this.where = where;
    this.#values = typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {};
  }

  raw(key: string): unknown {
    return this.#values[key] ?? undefined;
  }

  number(key: string, otherwise: number): number {
    const value = this.raw(key);
    if (value === undefined) return otherwise;
    if (typeof value !== 'number') throw this.wrong(key, 'a number');
    return value;
  }

  string(key: string, otherwise: string): string {
    const value = this.raw(key);
    if (value === undefined) return otherwise;
    if (typeof value !== 'string') throw this.wrong(key, 'a word');
    return value;
  }

  boolean(key: string, otherwise: boolean): boolean {
    const value = this.raw(key);
    return value === undefined ? otherwise : Boolean(value);
  }

  numbers(key: string): number[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number') return [value];
    if (!Array.isArray(value) || value.some((x) => typeof x !== 'number'))
      throw this.wrong(key, 'a list of numbers');
    return value as number[];
  }

  /** Two numbers, or one for both. */
  pair(key: string, otherwise: readonly [number, number]): [number, number] {
    const value = this.numbers(key);
    if (!value) return [...otherwise];
    return [value[0] ?? 1, value[1] ?? value[0] ?? 1];
  }

  wrong(key: string, wanted: string): ReadError {
    return new ReadError(
      `${this.where}: "${key}" should be ${wanted}, but is ${JSON.stringify(this.raw(key))}.`,
    );
  }
}
