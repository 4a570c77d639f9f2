import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../core/profile/Profile.ts';
import { readProfile } from '../core/profile/readProfile.ts';
import { CliError } from './CliError.ts';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'public', 'profiles');

/** The profile used where none is named. */
export const defaultProfile = 'generic-int';

/** A profile by its id (those that ship with the project) or by the path of a JSON file. Throws CliError. */
export async function openProfile(idOrFile: string): Promise<Profile> {
  const path = idOrFile.endsWith('.json') ? idOrFile : join(shipped, `${idOrFile}.json`);
  if (!(await stat(path).catch(() => null))) {
    const ids = (await readdir(shipped)).filter((file) => file.endsWith('.json') && file !== 'index.json');
    throw new CliError(
      `No hardware profile "${idOrFile}": name a JSON file or one of ${ids.map((file) => file.slice(0, -5)).join(', ')}.`,
    );
  }
  return readProfile(await readFile(path, 'utf8'), idOrFile);
}
