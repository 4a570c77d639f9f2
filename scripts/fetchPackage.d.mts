/** Where fetched packages live: MIXBIT_CACHE, else ~/.cache/mixbit-studio. */
export function cacheFolder(): string;
/** The folder that `name@version` is (or would be) unpacked to; nothing is fetched. */
export function packageFolder(spec: string): string;
/** Fetches `name@version` unless it is there already. */
export function fetchPackage(spec: string): Promise<string>;
