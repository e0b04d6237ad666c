'use client';

import './minimap.css';
import { Panel, useReactFlow, useStoreApi } from '@xyflow/react';
import { useContext, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { isMinimapShown } from './commands/toggle-minimap.ts';
import { useEditor } from './editor-context.ts';
import { FoldStoreContext } from './groups/fold-store.ts';
import { MarkStoreContext } from './mark-store.ts';
import { MinimapPainter } from './minimap-painter.ts';
import { PresenceStoreContext } from './presence-store.ts';
import { NodeRunSourceContext } from './run-source.ts';

/** Of the wheel, for one step of the zoom. */
const WHEEL_SPEED = 0.002;

/** All of the workflow in a corner, with what is in view. A click or a drag goes there, the wheel zooms. */
export function Minimap() {
  const editor = useEditor();
  useStore(editor.ui, (state) => state.minimap);
  const shown = useStore(editor.graph, () => isMinimapShown(editor));
  return shown ? <MinimapPicture /> : null;
}

/** Its painter listens to the stores: nothing here renders for what happens on the canvas. */
function MinimapPicture() {
  const { graph, selection, problems } = useEditor();
  const flow = useStoreApi();
  const { setCenter, getZoom, zoomTo } = useReactFlow();
  const run = useContext(NodeRunSourceContext);
  const marks = useContext(MarkStoreContext);
  const presence = useContext(PresenceStoreContext);
  const folds = useContext(FoldStoreContext);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!canvas.current || !frame.current) return undefined;
    const painter = new MinimapPainter({
      canvas: canvas.current,
      frame: frame.current,
      flow,
      graph,
      run,
      problems,
      marks,
      selection,
      presence,
      folds,
    });
    const stop = listen(canvas.current, {
      go: (x, y) => {
        const point = painter.pointAt(x, y);
        void setCenter(point.x, point.y, { zoom: getZoom() });
      },
      zoom: (factor) => void zoomTo(getZoom() * factor),
    });
    return () => {
      painter.stop();
      stop();
    };
  }, [graph, selection, problems, flow, run, marks, presence, folds, setCenter, getZoom, zoomTo]);
  return (
    <Panel position="bottom-right" className="canvas-minimap nopan nowheel">
      <canvas ref={canvas} role="img" aria-label="The whole workflow" className="size-full" />
      <div ref={frame} className="canvas-minimap-frame" />
    </Panel>
  );
}

interface Moves {
  /** Pixels from the corner of the minimap. */
  go(x: number, y: number): void;
  zoom(factor: number): void;
}

/** Returns how to stop. */
function listen(canvas: HTMLCanvasElement, { go, zoom }: Moves): () => void {
  const onPointer = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    if (event.type === 'pointerdown') canvas.setPointerCapture(event.pointerId);
    go(event.offsetX, event.offsetY);
  };
  const onWheel = (event: WheelEvent): void => {
    // Else the page would zoom with Ctrl.
    event.preventDefault();
    zoom(2 ** (-event.deltaY * WHEEL_SPEED));
  };
  canvas.addEventListener('pointerdown', onPointer);
  canvas.addEventListener('pointermove', onPointer);
  canvas.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    canvas.removeEventListener('pointerdown', onPointer);
    canvas.removeEventListener('pointermove', onPointer);
    canvas.removeEventListener('wheel', onWheel);
  };
}
