'use client';

import { useStoreApi } from '@xyflow/react';
import { Layers, TriangleAlert } from 'lucide-react';
import { memo, useContext, useLayoutEffect, useMemo, useRef } from 'react';
import { NODE_STATUS_LOOK } from '#components/ui/status.tsx';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeUi } from '#nodes/ui.tsx';
import { FoldStoreContext } from '../groups/fold-store.ts';
import { MarkStoreContext } from '../mark-store.ts';
import type { Marquee } from '../marquee.ts';
import { PresenceStoreContext } from '../presence-store.ts';
import { ProblemStoreContext } from '../problem-store.ts';
import { NodeRunSourceContext } from '../run-source.ts';
import { SelectionStoreContext } from '../selection-store.ts';
import { OverviewPainter } from './overview-painter.ts';
import type { GraphStores } from './overview-painter.ts';
import { useOverviewMarquee } from './use-overview-marquee.ts';

/**
 * The graph from far away: one picture instead of thousands of cards. It takes no pointer; what is under it decides by
 * {@link OverviewPointer}. To assistive technology it is one image, and the outline is the graph.
 */
export const Overview = memo(function Overview({
  document,
  marquee,
}: {
  document: WorkflowDocument;
  marquee: Marquee;
}) {
  const flow = useStoreApi();
  const stores = useGraphStores();
  const canvas = useRef<HTMLCanvasElement>(null);
  const sprite = useRef<HTMLDivElement>(null);
  const painter = useRef<OverviewPainter | null>(null);
  useLayoutEffect(() => {
    if (!canvas.current || !sprite.current) return undefined;
    const made = new OverviewPainter({
      canvas: canvas.current,
      sprite: sprite.current,
      flow,
      ...stores,
    });
    painter.current = made;
    return () => made.stop();
  }, [flow, stores]);
  useLayoutEffect(() => painter.current?.show(document), [document, flow, stores]);
  useOverviewMarquee(document, stores.selection, marquee);
  const { nodes, edges } = document.spec;
  return (
    <>
      <canvas
        ref={canvas}
        hidden
        role="img"
        aria-label={`Overview: ${countOf(nodes.length, 'node')}, ${countOf(edges.length, 'connection')}. Zoom in to reach the cards.`}
        className="pointer-events-none absolute inset-0 z-[4] size-full origin-top-left will-change-transform [&[hidden]]:hidden"
      />
      <div ref={sprite} hidden>
        {Object.entries(nodeUi).map(([type, { Icon }]) => (
          <Icon key={type} data-icon={type} />
        ))}
        {Object.entries(NODE_STATUS_LOOK).map(([status, { icon: Icon }]) => (
          <Icon key={status} data-icon={`state:${status}`} />
        ))}
        <TriangleAlert data-icon="problem" />
        <Layers data-icon="group" />
      </div>
    </>
  );
});

function useGraphStores(): GraphStores {
  const run = useContext(NodeRunSourceContext);
  const problems = useContext(ProblemStoreContext);
  const marks = useContext(MarkStoreContext);
  const selection = useContext(SelectionStoreContext);
  const presence = useContext(PresenceStoreContext);
  const folds = useContext(FoldStoreContext);
  return useMemo(
    () => ({ run, problems, marks, selection, presence, folds }),
    [run, problems, marks, selection, presence, folds],
  );
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
