import { expose } from 'comlink';
import type { GraphLayout } from '../core/ports.ts';
import { layoutGraph } from './layoutGraph.ts';

const api = {
  async layout(request) {
    const started = performance.now();
    const layout = layoutGraph(request);
    return { ...layout, layoutMs: performance.now() - started };
  },
} satisfies GraphLayout;

export type LayoutApi = typeof api;

expose(api);
