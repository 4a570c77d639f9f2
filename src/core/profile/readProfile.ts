import { checkProfile } from './checkProfile.ts';
import type { Profile } from './Profile.ts';

/** A profile that cannot be used. `problems` has one sentence each: where, what, what to do. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly problems: readonly string[];
  constructor(file: string, problems: readonly string[]) {
    const shown = problems.slice(0, 3).join(' ');
    const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : '';
    super(`${file} is not a usable hardware profile. ${shown}${more}`);
    this.problems = problems;
  }
}

/** Reads and checks the JSON text of a profile. `file` names it in errors. Throws a ProfileError. */
export function readProfile(text: string, file = 'The file'): Profile {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ProfileError(file, [`It is not JSON: ${(error as Error).message}.`]);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new ProfileError(file, ['Its top level must be one JSON object.']);
  }
  const problems = checkProfile(data);
  if (problems.length > 0)
    throw new ProfileError(
      file,
      problems.map((p) => p.text),
    );
  return data as Profile;
}
