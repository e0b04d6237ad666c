import { useEffect } from 'react';
import type { RefObject } from 'react';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import { viewMs } from './glide.ts';
import type { FoldStore } from './groups/fold-store.ts';
import { useUnfold } from './groups/use-unfold.ts';
import { boundsOfElements, sceneOf } from './overview/scene.ts';
import { onlyNode } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { viewFrame } from './view-frame.ts';

/** What is selected elsewhere (in the outline, the timeline) is unfolded, and comes into the middle when nothing of it is in view. */
export function useFollowSelection(
  selection: SelectionStore,
  canvas: RefObject<CanvasInstance | null>,
  document: RefObject<WorkflowDocument>,
  folds: FoldStore,
): void {
  useUnfold(folds, selection, document);
  useEffect(
    () =>
      selection.subscribe((state, before) => {
        const id = state.nodes === before.nodes ? null : onlyNode(state);
        const flow = canvas.current;
        const view = viewFrame(flow);
        if (id === null || !flow || !view) return;
        const box = boundsOfElements(sceneOf(document.current), new Set([id]));
        if (!box || overlap(box, view)) return;
        const zoom = flow.getZoom();
        void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom, duration: viewMs() });
      }),
    [selection, canvas, document],
  );
}

type Box = NonNullable<ReturnType<typeof viewFrame>>;

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
