import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { ModelFile } from '../core/formats/ModelFormat.ts';
import { CliError } from './CliError.ts';

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
}

/** The shard paths a TensorFlow.js model.json names, so that a single file brings its neighbours along. */
function namedShards(text: string): string[] {
  try {
    const manifest = (JSON.parse(text) as { weightsManifest?: { paths?: string[] }[] }).weightsManifest ?? [];
    return manifest.flatMap((group) => group.paths ?? []);
  } catch {
    return [];
  }
}

/** Paths begin with the folder's name: a `model.json` is called after the folder it lies in. */
async function readOne(path: string, root: string): Promise<ModelFile> {
  const inside = join(basename(resolve(root)), relative(root, path)).replaceAll('\\', '/');
  return { path: inside, bytes: new Uint8Array(await readFile(path)) };
}

/**
 * What a `<model>` argument names: a model.json (with the shards it lists beside it), a folder, or a zip.
 * Throws CliError when there is nothing at the path.
 */
export async function readModelFiles(path: string): Promise<ModelFile[]> {
  const facts = await stat(path).catch(() => null);
  if (!facts) throw new CliError(`No model at ${path}: give a model.json, a folder or a .zip.`);
  if (facts.isDirectory()) {
    const wanted = (await filesUnder(path)).filter((file) => /\.(json|bin)$|shard/i.test(file));
    if (!wanted.length) throw new CliError(`The folder ${path} holds no model.json and no weights.`);
    return Promise.all(wanted.map((file) => readOne(file, path)));
  }
  const root = dirname(path);
  const main = await readOne(path, root);
  if (!path.endsWith('.json')) return [main];
  const shards = namedShards(new TextDecoder().decode(main.bytes)).map((name) => join(root, name));
  const present = await Promise.all(
    shards.map(async (file) => ((await stat(file).catch(() => null)) ? file : null)),
  );
  const read = await Promise.all(present.filter((file) => file !== null).map((file) => readOne(file, root)));
  return [main, ...read];
}
