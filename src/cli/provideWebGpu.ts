import { CliError } from './CliError.ts';
import { provideNodeGpu } from './nodeGpu.ts';

/**
 * Gives Node a `navigator.gpu` from the `webgpu` package (Dawn), software where there is no GPU. Throws CliError where there is
 * no adapter at all.
 */
export async function provideWebGpu(): Promise<void> {
  const missing = (await provideNodeGpu()) && (await provideNodeGpu({ software: true }));
  if (missing) {
    throw new CliError(
      `No WebGPU here, as ${missing}; use --backend wasm, or install a Vulkan driver and name it in VK_ICD_FILENAMES.`,
    );
  }
}
