'use client';

import { Keyboard, StickyNote } from 'lucide-react';
import { useStore } from 'zustand';
import { addNote } from '#components/canvas/commands/add-note.ts';
import { showHelp } from '#components/canvas/commands/show-help.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { IconButton } from '#components/ui/button.tsx';

/** Beside the zoom: what has no place in the palette, because it never runs. */
export function CanvasTools() {
  const editor = useEditor();
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  return (
    <>
      <span aria-hidden className="mx-1 h-5 w-px bg-line" />
      <IconButton label="Add a note" disabled={readOnly} onClick={() => void addNote.run(editor)}>
        <StickyNote aria-hidden />
      </IconButton>
      <IconButton label="Keyboard shortcuts" onClick={() => void showHelp.run(editor)}>
        <Keyboard aria-hidden />
      </IconButton>
    </>
  );
}
