/** What is looked at of a GPUAdapterInfo. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** True for adapters that compute on the CPU: SwiftShader, llvmpipe, WARP, and what the browser calls a fallback. */
export function isSoftwareAdapter(facts: AdapterFacts): boolean {
  if (facts.isFallbackAdapter) return true;
  const text = [facts.vendor, facts.architecture, facts.device, facts.description].join(' ').toLowerCase();
  return (
    /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/.test(text) || facts.vendor === 'google'
  );
}

/** `WebGPU, nvidia turing`. */
export function adapterTitle(facts: AdapterFacts): string {
  const name =
    [facts.vendor, facts.architecture].filter(Boolean).join(' ') || facts.description || 'unnamed adapter';
  return `WebGPU, ${name}${isSoftwareAdapter(facts) ? ' (software)' : ''}`;
}
