import { wrap } from 'comlink';
import type { GraphLayout } from '../core/ports.ts';
import type { LayoutApi } from './layout.worker.ts';

/** Starts the layout worker at the first question. */
export function connectLayout(): GraphLayout {
  let remote: ReturnType<typeof wrap<LayoutApi>> | undefined;
  return {
    layout(request) {
      remote ??= wrap<LayoutApi>(
        new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' }),
      );
      return remote.layout(request);
    },
  };
}
