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
  }
  if (process.platform === 'linux') loadVulkan();
  try {
    const { create, globals } = await import('webgpu');
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

/** Where the system has no Vulkan loader, maps Chromium's into the process, so that Dawn finds it by its name. */
function loadVulkan(): void {
  if (existsSync(privateLoader) && !maps('libvulkan.so.1')) maps(privateLoader);
}

/** Whether a plain library could be loaded; it stays. Node always throws, as it is no Node module. */
function maps(library: string): boolean {
  try {
    process.dlopen(
      { exports: {} },
      library,
      constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | keepLoaded,
    );
    return true;
  } catch (error) {
    return !/cannot open shared object/i.test(String(error));
  }
}
