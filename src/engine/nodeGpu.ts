import { existsSync } from 'node:fs';
import { constants } from 'node:os';

/** Vulkan drivers that render in software, where Linux distributions put them. */
const softwareDrivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
];

/** A Vulkan loader outside the linker's path, as Chromium brings it along. */
const privateLoader = '/usr/lib/chromium/libvulkan.so.1';

/** RTLD_NODELETE of Linux, which Node does not name: Node unloads what is no Node module at once. */
const keepLoaded = 0x1000;

/**
 * Gives Node a `navigator.gpu` through the npm package `webgpu` (Dawn); must run before TensorFlow.js's WebGPU backend is
 * imported. Uses the system's Vulkan drivers; with `software`, where no driver is named by the environment
 * (VK_ICD_FILENAMES), a software one. Returns null when it worked, else the reason why not.
 */
export async function provideNodeGpu({ software = false } = {}): Promise<string | null> {
  if (software && !process.env.VK_ICD_FILENAMES) {
    const driver = softwareDrivers.find((path) => existsSync(path));
    if (!driver) return 'no software Vulkan driver was found';
    process.env.VK_ICD_FILENAMES = driver;
    loadVulkan();
  }
  try {
    // By a name that bundlers cannot follow: this file never runs in a page.
    const name = 'webgpu';
    const { create, globals } = (await import(/* @vite-ignore */ name)) as {
      create(options: string[]): GPU;
      globals: object;
    };
    Object.assign(globalThis, globals);
    const gpu = create([]);
    const navigator = globalThis.navigator ?? {};
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    const adapter = await gpu.requestAdapter();
    if (adapter) return null;
    Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true });
    return 'there is no WebGPU adapter (no Vulkan driver found)';
  } catch (error) {
    return `the package "webgpu" does not work here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Maps Chromium's Vulkan loader into the process, so that Dawn finds it by its name. Harmless where the system has its own. */
function loadVulkan(): void {
  if (!existsSync(privateLoader)) return;
  try {
    process.dlopen(
      { exports: {} },
      privateLoader,
      constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | keepLoaded,
    );
  } catch {
    // Always thrown, as a plain library is no Node module.
  }
}
