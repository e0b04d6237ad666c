'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';

/** On a canvas where nothing follows the first card: how to go on. It leaves with the second card. */
export function FirstStep() {
  const isBlank = useStore(useEditor().graph, (state) => !state.readOnly && state.document.spec.nodes.length === 1);
  if (!isBlank) return null;
  return (
    <p className="pointer-events-none absolute inset-x-4 top-6 text-center text-sm text-balance text-muted">
      Drag from the dot of the card to add what comes next, press N to search, or take a card from the left.
    </p>
  );
}
