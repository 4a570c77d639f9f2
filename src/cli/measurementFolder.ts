import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { harmlessStore } from '../core/kept/harmlessStore.ts';
import type { MeasurementStore } from '../core/ports.ts';

/** `--cache <folder>` and `--no-cache`, as commander gives them. */
export interface CacheOptions {
  /** False: nothing is kept. Absent: the usual folder. */
  readonly cache?: string | boolean;
}

/** Adds the options that say where measurements are kept. */
export function withCacheOptions(command: Command): Command {
  return command
    .option(
      '--cache <folder>',
      'where measurements are kept and taken up again (default: mixbit-studio/measurements in $XDG_CACHE_HOME or ~/.cache)',
    )
    .option('--no-cache', 'measure everything anew and keep nothing');
}

/** Where the options say that measurements are kept; undefined for nowhere. What cannot be kept is told once, on stderr. */
export function openMeasurements({ cache }: CacheOptions): MeasurementStore | undefined {
  if (cache === false) return undefined;
  const folder = typeof cache === 'string' ? cache : usualFolder();
  return harmlessStore(measurementFolder(folder), (reason) => {
    process.stderr.write(`Measurements are not kept in ${folder} (${reason}). Use --cache or --no-cache.\n`);
  });
}

function usualFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mixbit-studio', 'measurements');
}

/**
 * Keeps each measurement in a JSON file of its own. A file is written beside its place and then moved there, so that it is
 * always whole; one that is not JSON all the same counts as none. Makes the folder when it first writes.
 */
export function measurementFolder(folder: string): MeasurementStore {
  const fileOf = (key: string): string => join(folder, `${key}.json`);
  return {
    get: async (key) => {
      const text = await readFile(fileOf(key), 'utf8').catch(unlessMissing(null));
      if (text === null) return null;
      const value = parsed(text);
      return value === undefined ? null : { savedAt: (await stat(fileOf(key))).mtimeMs, value };
    },
    put: async (key, value) => {
      await mkdir(folder, { recursive: true });
      const draft = join(folder, `${key}.${randomUUID()}.part`);
      try {
        await writeFile(draft, JSON.stringify(value));
        await rename(draft, fileOf(key));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    list: async () => {
      const names = await readdir(folder).catch(unlessMissing([]));
      const files = names.filter((name) => name.endsWith('.json'));
      return Promise.all(
        files.map(async (name) => {
          const { mtimeMs, size } = await stat(join(folder, name));
          return { key: name.slice(0, -'.json'.length), savedAt: mtimeMs, bytes: size };
        }),
      );
    },
    delete: (key) => rm(fileOf(key), { force: true }),
  };
}

/** What to take where a file or folder is not there; any other failure goes on. */
function unlessMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
