import { MenuButton, type MenuEntry } from '../controls/MenuButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';

/** The hardware the plan is for; the user's own profile goes in here too. */
export function ProfileMenu() {
  const profiles = useStudio((state) => state.profiles);
  const chosen = useStudio((state) => state.decisions.profileId);
  const { setProfile, addProfile } = useActions();
  const load = async () => {
    const [file] = await pickFiles({ accept: '.json', multiple: false });
    if (file) await addProfile(file);
  };
  const entries: MenuEntry[] = [
    ...Object.values(profiles).map((profile) => ({
      id: profile.id,
      text: profile.name,
      note: profile.summary,
      checked: profile.id === chosen,
      run: () => setProfile(profile.id),
    })),
    {
      id: 'load',
      text: 'Load a profile (JSON)…',
      note: 'Checked before it is used; a bad one is refused with the place.',
      separated: true,
      run: load,
    },
  ];
  const name = profiles[chosen]?.name ?? 'no profile';
  return (
    <MenuButton
      label={`Hardware profile: ${name}`}
      entries={entries}
      className="button button-quiet top-item"
    >
      <span className="truncate">{name}</span>
    </MenuButton>
  );
}
