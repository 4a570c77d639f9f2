import { MenuButton, type MenuEntry } from '../controls/MenuButton.tsx';
import { formatBytes } from '../format/formatBytes.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';

/** The open model's name; opens another, closes it. */
export function ModelMenu() {
  const model = useStudio((state) => state.model);
  const samples = useStudio((state) => state.samples);
  const actions = useActions();
  const open = async (options: Parameters<typeof pickFiles>[0]) => {
    const files = await pickFiles(options);
    if (files.length > 0) await actions.openFiles(files);
  };
  const entries: MenuEntry[] = [
    { id: 'files', text: 'Open files…', note: 'model.json with its shards, or a .zip', run: () => open({}) },
    { id: 'folder', text: 'Open a folder…', run: () => open({ folder: true }) },
    ...samples.map((sample, index) => ({
      id: `sample-${sample.id}`,
      text: sample.title,
      note: sample.facts,
      shortcut: formatBytes(sample.bytes),
      separated: index === 0,
      run: () => actions.openSample(sample.id),
    })),
    ...(model ? [{ id: 'close', text: 'Close the model', separated: true, run: actions.closeModel }] : []),
  ];
  return (
    <MenuButton
      label={model ? `Model: ${model.model.name}` : 'Open a model'}
      entries={entries}
      className="button button-quiet top-item"
    >
      <span className="truncate">{model ? model.model.name : 'Open…'}</span>
    </MenuButton>
  );
}
