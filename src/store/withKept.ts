import { harmlessStore } from '../core/kept/harmlessStore.ts';
import type { StudioHost } from './StudioHost.ts';

/** The host with a store of measurements that may fail: the first failure is told, and nothing else comes of it. */
export function withKept(host: StudioHost, tell: (text: string) => void): StudioHost {
  const { measurements } = host;
  if (!measurements) return host;
  const safe = harmlessStore(measurements, (reason) =>
    tell(
      `This browser does not keep measurements (${reason.replace(/\.$/, '')}): they are made again next time.`,
    ),
  );
  return { ...host, measurements: safe };
}
