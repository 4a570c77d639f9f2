import { describe, expect, it } from 'vitest';
import { asEngineError, EngineLostError } from './EngineLostError.ts';
import { adapterTitle, isSoftwareAdapter } from './softwareAdapter.ts';

describe('asEngineError', () => {
  it('knows the ends of a machine, in the words of browsers and libraries', () => {
    for (const error of [
      new WebAssembly.RuntimeError('memory access out of bounds'),
      new WebAssembly.RuntimeError('unreachable'),
      new Error('Aborted(OOM)'),
      new RangeError('Array buffer allocation failed'),
      new Error('Node "conv1" (conv) failed: memory access out of bounds'),
      new Error('Device was lost'),
    ]) {
      const seen = asEngineError(error);
      expect(seen).toBeInstanceOf(EngineLostError);
      expect(seen.name).toBe('EngineLostError');
      expect(seen.message).toContain('Restart it');
    }
  });

  it('leaves other errors alone', () => {
    const error = new Error('Layer "a" reads values that are not finite');
    expect(asEngineError(error)).toBe(error);
    expect(asEngineError('text').message).toBe('text');
    const lost = new EngineLostError('gone');
    expect(asEngineError(lost)).toBe(lost);
  });
});

describe('isSoftwareAdapter', () => {
  it('tells real GPUs from software', () => {
    const real = [
      { vendor: 'nvidia', architecture: 'turing' },
      { vendor: 'apple', architecture: 'common-3' },
      { vendor: 'intel', architecture: 'xe', description: 'Intel(R) Arc' },
      { vendor: 'amd', architecture: 'rdna-3', isFallbackAdapter: false },
    ];
    const software = [
      { vendor: 'google', architecture: 'swiftshader' },
      { vendor: 'google', architecture: '' },
      { vendor: 'mesa', architecture: '', description: 'llvmpipe (LLVM 17)' },
      { vendor: 'microsoft', architecture: '', description: 'Microsoft Basic Render Driver' },
      { vendor: 'amd', architecture: 'rdna-3', isFallbackAdapter: true },
    ];
    expect(real.map(isSoftwareAdapter)).toEqual([false, false, false, false]);
    expect(software.map(isSoftwareAdapter)).toEqual([true, true, true, true, true]);
    expect(adapterTitle(real[0]!)).toBe('WebGPU, nvidia turing');
    expect(adapterTitle(software[0]!)).toBe('WebGPU, google swiftshader (software)');
  });
});
