import { useState } from 'react';
import type { Profile } from '../../core/profile/Profile.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { MenuButton, type MenuEntry } from '../controls/MenuButton.tsx';
import { countUnsourced } from '../profile/factRows.ts';
import { ProfileDialog } from '../profile/ProfileDialog.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';

/** `2 numbers not public, 1 assumed`; empty when all are sourced. */
function unsourcedText(profile: Profile): string {
  const { assumed, notPublic } = countUnsourced(profile);
  const parts = [
    ...(notPublic > 0 ? [`${notPublic} ${notPublic === 1 ? 'number' : 'numbers'} not public`] : []),
    ...(assumed > 0 ? [`${assumed} assumed`] : []),
  ];
  return parts.join(', ');
}

/** The hardware the plan is for; the user's own profile goes in here too. */
export function ProfileMenu() {
  const profiles = useStudio((state) => state.profiles);
  const profile = useStudio(selectProfile);
  const hidden = useStudio((state) => state.hiddenProfiles);
  const { setProfile, addProfile } = useActions();
  const [about, setAbout] = useState(false);
  const load = async () => {
    const [file] = await pickFiles({ accept: '.json', multiple: false });
    if (file) await addProfile(file);
  };
  const shown = Object.values(profiles).filter((p) => p === profile || !hidden.includes(p.id));
  const entries: MenuEntry[] = [
    ...(profile
      ? [
          {
            id: 'about',
            text: `About ${profile.name}…`,
            note: 'Pairs, numbers with their sources, rules',
            run: () => setAbout(true),
          },
        ]
      : []),
    ...shown.map((offered, index) => {
      const warning = unsourcedText(offered);
      return {
        id: offered.id,
        text: offered.name,
        note: offered.summary,
        ...(warning ? { warning } : {}),
        checked: offered === profile,
        separated: index === 0,
        run: () => setProfile(offered.id),
      };
    }),
    {
      id: 'load',
      text: 'Load a profile (JSON)…',
      note: 'Checked before it is used; a bad one is refused with the place.',
      separated: true,
      run: load,
    },
  ];
  const name = profile?.name ?? 'no profile';
  return (
    <>
      <MenuButton
        label={`Hardware profile: ${name}`}
        entries={entries}
        className="button button-quiet top-item"
      >
        <span className="truncate">{name}</span>
      </MenuButton>
      {profile ? <ProfileDialog profile={profile} isOpen={about} onClose={() => setAbout(false)} /> : null}
    </>
  );
}
