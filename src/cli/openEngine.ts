import type { BackendName, Engine } from '../core/ports.ts';
import { createEngine } from '../engine/createEngine.ts';
import { CliError } from './CliError.ts';
import { provideWebGpu } from './provideWebGpu.ts';

const names = ['auto', 'wasm', 'webgpu', 'cpu'];

/** The engine in Node: WebAssembly unless WebGPU (through the `webgpu` package) or the plain CPU is asked for. */
export async function openEngine(backend: string): Promise<Engine> {
  if (!names.includes(backend)) throw new CliError(`No backend "${backend}": use ${names.join(', ')}.`);
  if (backend === 'webgpu') await provideWebGpu();
  const engine = createEngine();
  await engine.use((backend === 'auto' ? 'wasm' : backend) as BackendName);
  return engine;
}
