import type { StudioState } from './StudioState.ts';

/** True on the plain CPU and on a software WebGPU adapter, where a forward pass of a real network takes minutes. */
export function isSlowMachine({ backend }: Pick<StudioState, 'backend'>): boolean {
  if (!backend) return false;
  return (
    backend.backend === 'cpu' ||
    backend.available.some((one) => one.backend === backend.backend && one.software)
  );
}
