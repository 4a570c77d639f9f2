// Fetches an npm package by name and version into a cache outside the repository. Plain Node, no dependencies.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where fetched packages live: MIXBIT_CACHE, else ~/.cache/mixbit-studio. */
export function cacheFolder() {
  return process.env.MIXBIT_CACHE || join(homedir(), '.cache', 'mixbit-studio');
}

/** The folder that `name@version` is (or would be) unpacked to; nothing is fetched. */
export function packageFolder(spec) {
  return join(
    cacheFolder(),
    'packages',
    spec
      .replace(/^@/, '')
      .replace('/', '-')
      .replace(/@([^@]*)$/, '-$1'),
  );
}

/**
 * The folder of the package `name@version`, fetched by `npm pack` unless it is there already. Its scripts are never run.
 * Throws an Error that names the package when the registry or tar fails; a half-fetched one leaves nothing.
 */
export async function fetchPackage(spec) {
  const target = packageFolder(spec);
  if (existsSync(target)) return target;
  const parent = join(cacheFolder(), 'packages');
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, '.fetching-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await run(npm, ['pack', spec, '--loglevel=error', '--pack-destination', work], {
      maxBuffer: 1 << 26,
      shell: process.platform === 'win32',
    });
    const archive = (await readdir(work)).find((file) => file.endsWith('.tgz'));
    if (!archive) throw new Error('npm pack left no archive');
    await run('tar', ['-xzf', archive], { cwd: work });
    await rm(join(work, archive));
    const [unpacked] = await readdir(work);
    await rename(join(work, unpacked), target);
    return target;
  } catch (error) {
    throw new Error(
      `Could not fetch the npm package ${spec}: ${String(error.stderr || error.message).trim()}`,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
