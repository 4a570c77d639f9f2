import { useEffect, useRef, useState } from 'react';
import { SensitivityLegend } from '../colour/SensitivityLegend.tsx';
import { useStudio, useStudioHandle } from '../StudioContext.tsx';
import { createGraphController, type GraphController } from './createGraphController.ts';
import { GraphToolbar } from './GraphToolbar.tsx';
import './graph.css';
import { MoveMenu } from './MoveMenu.tsx';
import { PeakLegend } from './PeakLegend.tsx';
import { selectVisibleGraph } from './selectVisibleGraph.ts';
import { useLayout } from './useLayout.ts';

/**
 * The network: layers filled with their sensitivity, their bits written on them, groups as hulls. React owns the
 * frame around it; the picture itself is drawn by `createGraphController`, which follows the store without rendering.
 */
export function GraphView() {
  const studio = useStudioHandle();
  const graph = useStudio(selectVisibleGraph);
  const theme = useStudio((state) => state.theme);
  const name = useStudio((state) => state.model?.model.name);
  const layout = useLayout(graph);
  const host = useRef<HTMLElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const controller = useRef<GraphController>(null);
  const [oneColumn, setOneColumn] = useState(false);
  // Until the user says otherwise: shown while it is limited.
  const [wantsPeak, setWantsPeak] = useState<boolean | null>(null);
  const limitsPeak = useStudio((state) => state.decisions.budgets.memory !== undefined);
  const showsPeak = wantsPeak ?? limitsPeak;
  const [menu, setMenu] = useState<{ layer: string; anchor: Element } | null>(null);

  useEffect(() => {
    const parts = {
      host: host.current!,
      svg: svg.current!,
      minimap: minimap.current!,
      band: band.current!,
      foot: foot.current!,
    };
    const made = createGraphController(
      {
        ...parts,
        openMenu: (layer) => {
          const anchor = made.elementOf(layer);
          if (anchor) setMenu({ layer, anchor });
        },
      },
      studio,
    );
    controller.current = made;
    return () => {
      made.destroy();
      controller.current = null;
    };
  }, [studio]);

  const placed = layout.state === 'done' ? layout : null;
  const [placedGraph, placedLayout] = [placed?.graph, placed?.layout];
  useEffect(() => {
    setMenu(null);
    if (placedGraph && placedLayout)
      controller.current?.show(placedGraph, placedLayout, oneColumn ? 1 : undefined);
    else controller.current?.clear();
  }, [placedGraph, placedLayout, oneColumn]);

  useEffect(() => {
    if (theme) controller.current?.themeChanged();
  }, [theme]);

  useEffect(() => {
    if (studio) controller.current?.setPeak(showsPeak);
  }, [studio, showsPeak]);

  const layerCount = graph?.marks.filter((mark) => mark.kind === 'layer').length ?? 0;
  return (
    <section
      ref={host}
      className="graph"
      aria-label={name ? `Graph of ${name}, ${layerCount} layers` : 'Graph'}
      data-shortcut="graph"
      data-graph-state={layout.state}
    >
      <svg ref={svg} className="graph-svg" />
      <div ref={band} className="graph-band" hidden />
      {layout.state === 'running' ? (
        <p className="graph-status" role="status">
          Laying out {graph?.marks.length} marks…
        </p>
      ) : null}
      {layout.state === 'failed' ? (
        <p className="graph-status graph-status-failed" role="alert">
          {layout.message}
        </p>
      ) : null}
      <canvas
        ref={minimap}
        className="graph-minimap"
        hidden
        role="img"
        aria-label="Overview of the network"
      />
      <div ref={foot} className="graph-foot">
        <SensitivityLegend />
        {showsPeak ? <PeakLegend /> : null}
        <GraphToolbar
          showsPeak={showsPeak}
          onShowsPeak={setWantsPeak}
          oneColumn={oneColumn}
          onOneColumn={setOneColumn}
          onZoom={(factor) => controller.current?.zoomBy(factor)}
          onFit={() => controller.current?.fit()}
        />
      </div>
      {menu ? <MoveMenu layer={menu.layer} anchor={menu.anchor} onClose={() => setMenu(null)} /> : null}
    </section>
  );
}
