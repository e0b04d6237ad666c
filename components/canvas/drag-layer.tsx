'use client';

import { useStore as useFlow, useStoreApi, ViewportPortal } from '@xyflow/react';
import type { ReactFlowState } from '@xyflow/react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Guide } from './drag-guides.ts';
import type { DragSession } from './drag-session.ts';
import { useGestureEscape } from './use-gesture-escape.ts';

/** The guides of a drag and the places of the originals when it copies. Renders for a drag, and no card with it. */
export function DragLayer({ session }: { session: DragSession }) {
  useDragKeys(session);
  useGestureEscape(session);
  const { guides, ghosts } = useStore(session.state);
  if (guides.length + ghosts.length === 0) return null;
  return (
    <ViewportPortal>
      {ghosts.map((ghost) => (
        <div
          key={`${ghost.x},${ghost.y}`}
          className="canvas-ghost"
          style={{ transform: `translate(${ghost.x}px, ${ghost.y}px)`, width: ghost.width, height: ghost.height }}
        />
      ))}
      <Guides guides={guides} />
    </ViewportPortal>
  );
}

const selectZoom = (state: ReactFlowState): number => state.transform[2];

/** One pixel wide on the screen at every zoom. */
function Guides({ guides }: { guides: readonly Guide[] }) {
  const width = 1 / useFlow(selectZoom);
  return guides.map(({ axis, at, from, to }) => (
    <div
      key={`${axis}${at}`}
      className="canvas-guide"
      style={
        axis === 'x'
          ? { transform: `translate(${at - width / 2}px, ${from}px)`, width, height: to - from }
          : { transform: `translate(${from}px, ${at - width / 2}px)`, width: to - from, height: width }
      }
    />
  ));
}

/** Cmd or Ctrl lets a drag ignore grid and guides, Alt lets it copy. Also when pressed in the middle of it. */
function useDragKeys(session: DragSession): void {
  const flow = useStoreApi();
  useEffect(() => {
    const hold = (free: boolean, copies: boolean): void => {
      if (flow.getState().snapToGrid === free) flow.setState({ snapToGrid: !free });
      session.hold({ free, copies });
    };
    const onKey = (event: KeyboardEvent): void => hold(event.metaKey || event.ctrlKey, event.altKey);
    // Keys that are let go in another window are never heard of.
    const onBlur = (): void => hold(false, false);
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
      window.removeEventListener('blur', onBlur);
    };
  }, [flow, session]);
}
