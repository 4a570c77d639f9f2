import type { StudioHost } from '../StudioHost.ts';

/** Throws where the file is not JSON; what it holds is not checked. */
export async function fetchJson<T>(
  host: Pick<StudioHost, 'fetchBytes'>,
  url: string,
  signal: AbortSignal,
): Promise<T> {
  const text = new TextDecoder().decode(await host.fetchBytes(url, signal));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${url} is not JSON.`);
  }
}
