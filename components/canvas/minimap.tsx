'use client';

import { MiniMap } from '@xyflow/react';
import { useStore } from 'zustand';
import { useEditor } from './editor-context.ts';
import { isMinimapShown } from './commands/toggle-minimap.ts';

/** All of the workflow in a corner, with what is in view. A click or a drag goes there. */
export function Minimap() {
  const editor = useEditor();
  useStore(editor.ui, (state) => state.minimap);
  const shown = useStore(editor.graph, () => isMinimapShown(editor));
  if (!shown) return null;
  return (
    <MiniMap
      ariaLabel="The whole workflow"
      position="bottom-right"
      className="canvas-minimap"
      pannable
      zoomable
      nodeBorderRadius={12}
      nodeStrokeWidth={0}
    />
  );
}
