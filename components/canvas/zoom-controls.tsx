'use client';

import { Panel, useReactFlow, useStore } from '@xyflow/react';
import type { ReactFlowState } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import type { CanvasInstance } from './canvas-instance.ts';
import { viewMs } from './glide.ts';

const PANEL_MS = 180;

/** What "everything in view" means, here and for the keys. */
export const FIT_VIEW = { padding: 0.12, maxZoom: 1.1, duration: PANEL_MS };

export function ZoomControls({ canvas, children }: { canvas: RefObject<CanvasInstance | null>; children?: ReactNode }) {
  const flow = useReactFlow();
  return (
    <Panel
      position="bottom-left"
      className="!m-4 flex items-center gap-0.5 rounded-lg border border-line bg-raised p-1"
    >
      <IconButton label="Zoom out" onClick={() => void flow.zoomOut({ duration: viewMs() })}>
        <Minus aria-hidden />
      </IconButton>
      <ZoomLevel />
      <IconButton label="Zoom in" onClick={() => void flow.zoomIn({ duration: viewMs() })}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton label="Show all" onClick={() => void canvas.current?.fitView(FIT_VIEW)}>
        <Maximize aria-hidden />
      </IconButton>
      {children}
    </Panel>
  );
}

const selectPercent = (state: ReactFlowState): number => Math.round(state.transform[2] * 100);

function ZoomLevel() {
  const percent = useStore(selectPercent);
  return <span className="w-12 text-center text-xs text-muted tabular-nums">{percent} %</span>;
}
