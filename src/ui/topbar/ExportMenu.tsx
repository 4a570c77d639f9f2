import { MenuButton, type MenuEntry } from '../controls/MenuButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { downloadText } from '../shell/downloadText.ts';
import { pickFiles } from '../shell/pickFiles.ts';

interface ExportMenuProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The plan as a file, and back. */
export function ExportMenu({ isOpen, onOpenChange }: ExportMenuProps) {
  const hasPlan = useStudio((state) => state.solution !== null && state.solution.status !== 'infeasible');
  const { exportPlan, importPlan } = useActions();
  const save = (format: 'json' | 'csv') => {
    const file = exportPlan(format);
    if (file) downloadText(file);
  };
  const load = async () => {
    const [file] = await pickFiles({ accept: '.json', multiple: false });
    if (file) await importPlan(file);
  };
  const needs = hasPlan ? undefined : 'There is no plan yet.';
  const entries: MenuEntry[] = [
    {
      id: 'json',
      text: 'Plan as JSON',
      note: needs ?? 'Model and profile hashes, budgets, solver status, AQS and pair of every group',
      disabled: !hasPlan,
      run: () => save('json'),
    },
    {
      id: 'csv',
      text: 'Plan as CSV',
      note: needs ?? 'One row per layer',
      disabled: !hasPlan,
      run: () => save('csv'),
    },
    {
      id: 'import',
      text: 'Import a plan (JSON)…',
      note: 'Brings its budgets, pins and groups back',
      separated: true,
      run: load,
    },
  ];
  return (
    <MenuButton label="Export" entries={entries} isOpen={isOpen} onOpenChange={onOpenChange}>
      Export
    </MenuButton>
  );
}
