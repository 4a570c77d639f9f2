import { useEffect } from 'react';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';

/** While a model is being opened: what happens, and a way to stop it. The model before stays until the new one is whole. */
export function OpenProgress() {
  const job = useStudio((state) => state.jobs.open);
  const { cancel } = useActions();
  const running = job.state === 'running';
  useEffect(() => {
    if (!running) return;
    const stop = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      cancel('open');
    };
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [running, cancel]);
  if (!running) return null;
  return (
    <div className="open-progress">
      <div role="status">
        <h2>Opening</h2>
        <ProgressBar label="Opening the model" job={job} onCancel={() => cancel('open')} />
      </div>
    </div>
  );
}
