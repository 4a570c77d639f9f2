import { CliError } from './CliError.ts';

/** Gives Node a `navigator.gpu` from the `webgpu` package (Dawn). Throws CliError where there is no adapter. */
export async function provideWebGpu(): Promise<void> {
  const { create, globals } = await import('webgpu').catch((error: Error) => {
    throw new CliError(`The package webgpu does not load here (${error.message}); use --backend wasm.`);
  });
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: `node ${process.version}`, hardwareConcurrency: 1 },
    configurable: true,
    writable: true,
  });
  if (!(await gpu.requestAdapter()))
    throw new CliError(
      'No WebGPU adapter here; use --backend wasm, or install a Vulkan driver and name it in VK_ICD_FILENAMES.',
    );
}
