/** For options that may be repeated: gathers their values. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
