import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFile } from '../core/formats/ModelFormat.ts';
import { fidelityOf } from './fidelity.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { graphCases } from './graphCases.ts';
import { layersCases } from './layersCases.ts';

const shipped = join(import.meta.dirname, '../../public/models');

function folder(name: string): ModelFile[] {
  return readdirSync(join(shipped, name))
    .filter((file) => /^model\.json$|\.bin$/.test(file))
    .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(shipped, name, path))) }));
}

/** A share of the output's range: the rounding of float32 over a few dozen layers. */
const tolerance = 1e-4;

describe.each(await eachBackend())('our graph against TensorFlow.js on $backend', ({ missing, start }) => {
  beforeAll(async () => {
    // TensorFlow.js greets, and advises on every graph model.
    console.warn = () => {};
    if (missing === null) await start();
  });

  async function agrees(files: readonly ModelFile[], open?: number, batch?: number): Promise<void> {
    const found = await fidelityOf(files, open, batch);
    expect(found.rawError).toBeLessThanOrEqual(tolerance);
    expect(found.foldedError).toBeLessThanOrEqual(tolerance);
    expect(found.leaked).toBe(0);
  }

  it.skipIf(missing !== null).each(layersCases)('layers: $name', async ({ build }) => {
    await agrees(await build(), 24, 2);
  });

  it.skipIf(missing !== null).each(graphCases)('graph: $name', async ({ files }) => {
    await agrees(files(), 24, 2);
  });

  it.skipIf(missing !== null)(
    'shipped: ResNet-20 on CIFAR-10',
    async () => {
      await agrees(folder('resnet20-cifar10'));
    },
    60_000,
  );

  it.skipIf(missing !== null)(
    'shipped: MobileNet v1 0.25',
    async () => {
      await agrees(folder('mobilenet-v1-025'), 96);
    },
    60_000,
  );
});
