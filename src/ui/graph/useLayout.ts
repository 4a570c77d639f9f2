import { useContext, useEffect, useState } from 'react';
import type { Layout } from '../../core/ports.ts';
import { GraphLayoutContext } from './GraphLayoutContext.ts';
import type { VisibleGraph } from './Mark.ts';

/** Layouts by picture: going back to a model, or toggling the full graph, asks only once. */
const known = new WeakMap<VisibleGraph, Layout>();

export type LayoutState =
  | { readonly state: 'empty' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly graph: VisibleGraph; readonly layout: Layout }
  | { readonly state: 'failed'; readonly message: string };

/** The layout of a picture, from the worker. Only the newest question is answered. */
export function useLayout(graph: VisibleGraph | null): LayoutState {
  const worker = useContext(GraphLayoutContext);
  const [answer, setAnswer] = useState<LayoutState>({ state: 'empty' });
  useEffect(() => {
    if (!graph || known.has(graph)) return;
    if (!worker) {
      setAnswer({
        state: 'failed',
        message: 'No layout worker is connected, so the network cannot be drawn.',
      });
      return;
    }
    let current = true;
    setAnswer({ state: 'running' });
    const request = {
      marks: graph.marks.map(({ width, height }) => ({ width, height })),
      edges: graph.edges.map(({ source, target }) => ({ source, target })),
    };
    worker.layout(request).then(
      (layout) => {
        known.set(graph, layout);
        if (current) setAnswer({ state: 'done', graph, layout });
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (current) setAnswer({ state: 'failed', message: `The network could not be laid out: ${reason}` });
      },
    );
    return () => {
      current = false;
    };
  }, [graph, worker]);
  if (!graph) return { state: 'empty' };
  const layout = known.get(graph);
  if (layout) return { state: 'done', graph, layout };
  return answer.state === 'failed' ? answer : { state: 'running' };
}
