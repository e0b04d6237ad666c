'use client';

import { Panel } from '@xyflow/react';
import { useStore } from 'zustand';
import { CommandButtons } from './commands/command-button.tsx';
import { useEditor } from './editor-context.ts';

/** What can be done with several things at once. It comes with the second one that is selected. */
export function SelectionToolbar() {
  const editor = useEditor();
  const count = useStore(editor.selection, (state) => state.nodes.size);
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  if (count < 2 || readOnly) return null;
  return (
    <Panel
      position="top-center"
      role="toolbar"
      aria-label="Selection"
      className="flex items-center gap-0.5 rounded-lg border border-line bg-raised p-1 shadow-popover"
    >
      <span className="px-2 text-xs whitespace-nowrap text-muted tabular-nums">{count} selected</span>
      <CommandButtons toolbar="selection" />
    </Panel>
  );
}
