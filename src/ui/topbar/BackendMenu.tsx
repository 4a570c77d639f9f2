import type { BackendName } from '../../core/ports.ts';
import { MenuButton, type MenuEntry } from '../controls/MenuButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';

const TITLE: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'Plain CPU',
};

/** Which machine computes and why; the user may choose another. */
export function BackendMenu() {
  const report = useStudio((state) => state.backend);
  const starting = useStudio(
    ({ jobs }) => jobs.measure.state === 'running' && jobs.measure.text.startsWith('Starting'),
  );
  const { useBackend: chooseBackend } = useActions();
  if (!report) return <span className="chip">starting…</span>;
  const offered = (backend: BackendName) => report.available.find((entry) => entry.backend === backend);
  const entries: MenuEntry[] = [
    { id: 'auto', text: 'Automatic', note: report.why, run: () => chooseBackend('auto') },
    ...(['webgpu', 'wasm', 'cpu'] as const).map((backend, index) => {
      const found = offered(backend);
      return {
        id: backend,
        text: TITLE[backend],
        note: found ? `${found.detail}${found.software ? ' · software, slow' : ''}` : 'not on this machine',
        checked: report.backend === backend,
        disabled: !found,
        separated: index === 0,
        run: () => chooseBackend(backend),
      };
    }),
  ];
  return (
    <MenuButton
      label={`Backend: ${TITLE[report.backend]}, ${report.detail}. ${report.why}`}
      entries={entries}
      className="button button-quiet"
    >
      <span className={`dot dot-${report.backend}`} aria-hidden="true" />
      <span>{starting ? 'starting…' : TITLE[report.backend]}</span>
    </MenuButton>
  );
}
