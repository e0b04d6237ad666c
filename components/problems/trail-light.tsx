'use client';

import { useStore } from 'zustand';
import { groupView } from '#components/canvas/groups/group-view.ts';
import { useEditor } from '#components/canvas/editor-context.ts';

const CANVAS = '[data-testid="canvas"]';

/** Notes, cards, wires and what is written on wires. */
const STEPS_BACK = ['.react-flow__node', '.react-flow__edge', '.react-flow__edgelabel-renderer > *'];

/**
 * Lights the path of a problem. One style sheet says which elements it is made of, so that no card and no wire renders
 * for it, however many there are, and what scrolls into view later is right at once.
 */
export function TrailLight() {
  const editor = useEditor();
  const shown = useStore(editor.problems, (state) => state.shown);
  const folded = useStore(editor.folds, (state) => state.folded);
  if (!shown) return null;
  const trail = shown.trail ?? [];
  const view = groupView(editor.graph.getState().document, folded);
  const standing = new Set(trail.flatMap((id) => view?.standIns.get(id) ?? []));
  const lit = [...trail, ...standing].map((id) => `[data-id="${CSS.escape(id)}"]`).join(', ') || ':not(*)';
  const colour = shown.severity === 'error' ? 'var(--failed)' : 'var(--warning)';
  return (
    <style>
      {`
        ${CANVAS} :is(${STEPS_BACK.join(', ')}) { opacity: 0.25; }
        ${CANVAS} :is(${lit}) { opacity: 1; }
        ${CANVAS} :is(${lit}) :is(.canvas-card, .canvas-container) { outline: 2px solid ${colour}; outline-offset: 3px; }
        ${CANVAS} :is(${lit}) .canvas-edge > path:not(.canvas-edge-hit) { stroke: ${colour}; stroke-width: 2.5; }
      `}
    </style>
  );
}
