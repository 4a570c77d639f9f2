import type { ModelFile } from '../core/formats/ModelFormat.ts';
import type { Sample } from './Sample.ts';
import type { Session } from './Session.ts';
import { FetchError, type StudioHost } from './StudioHost.ts';

type ModelSource = NonNullable<Session['model']>;

/** Files, a folder or a .zip that the user gave; paths are those inside the folder. */
export function fileModelSource(files: readonly File[]): ModelSource {
  return async (signal, report) => {
    const read: ModelFile[] = [];
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      report({ done: index, total: files.length, text: `Reading ${file.name}` });
      read.push({
        path: file.webkitRelativePath || file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
      });
    }
    return read;
  };
}

/** A sample network: its files, and the weights that its model.json names. */
export function sampleModelSource(host: Pick<StudioHost, 'fetchBytes'>, sample: Sample): ModelSource {
  return async (signal, report) => {
    const fetched: ModelFile[] = [];
    const fetchOne = async (path: string): Promise<ModelFile> => {
      const file = { path, bytes: await host.fetchBytes(sample.folder + path, signal) };
      fetched.push(file);
      return file;
    };
    try {
      const wanted = [...sample.files];
      for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
        report({ done: fetched.length, total: fetched.length + wanted.length + 1, text: `Fetching ${path}` });
        const file = await fetchOne(path);
        if (path.endsWith('model.json'))
          wanted.push(...shardsOf(file).filter((shard) => !wanted.includes(shard)));
      }
    } catch (error) {
      const absent = (error instanceof FetchError && error.status === 404) || error instanceof NotJsonError;
      if (absent && sample.howToGet) throw new Error(sample.howToGet);
      throw error;
    }
    return fetched;
  };
}

/** Some servers answer with their start page in place of a missing file. */
class NotJsonError extends Error {}

/** Weight files that a TensorFlow.js model.json names. */
function shardsOf({ path, bytes }: ModelFile): string[] {
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
    };
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return (json.weightsManifest ?? []).flatMap((group) => group.paths.map((shard) => folder + shard));
  } catch {
    throw new NotJsonError(`${path} is not JSON; the server may have sent a page in its place.`);
  }
}
