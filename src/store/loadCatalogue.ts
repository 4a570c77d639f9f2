import type { Profile } from '../core/profile/Profile.ts';
import { readProfile } from '../core/profile/readProfile.ts';
import type { Sample } from './Sample.ts';
import type { StudioHost } from './StudioHost.ts';

/** Sample networks and hardware profiles that lie beside the page. A profile that cannot be read is left out and named. */
export async function loadCatalogue(host: Pick<StudioHost, 'fetchBytes'>): Promise<{
  samples: readonly Sample[];
  profiles: Readonly<Record<string, Profile>>;
  problems: readonly string[];
}> {
  const text = async (url: string): Promise<string> => new TextDecoder().decode(await host.fetchBytes(url));
  const problems: string[] = [];
  const samples = text('models/samples.json').then((json) => JSON.parse(json) as Sample[]);
  const index = JSON.parse(await text('profiles/index.json')) as readonly { readonly file: string }[];
  const profiles = await Promise.all(
    index.map(async ({ file }) => {
      try {
        return [readProfile(await text(`profiles/${file}`), file)];
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        return [];
      }
    }),
  );
  return {
    samples: await samples,
    profiles: Object.fromEntries(profiles.flat().map((profile) => [profile.id, profile])),
    problems,
  };
}
