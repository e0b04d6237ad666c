'use client';

import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { toggleOutline } from '#components/canvas/commands/toggle-outline.ts';
import { openSelected } from '#components/canvas/commands/open-node.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { IconButton } from '#components/ui/button.tsx';
import { EditorOutline } from './editor-outline.tsx';

/** The outline beside the canvas of the editor. */
export function OutlinePanel() {
  const editor = useEditor();
  const shown = useStore(editor.ui, (state) => state.outline);
  if (!shown) return null;
  return (
    <section aria-label="Outline" className="flex w-70 shrink-0 flex-col border-r border-line bg-surface">
      <header className="flex h-10 shrink-0 items-center justify-between border-b border-line pr-1.5 pl-3">
        <h2 className="text-sm font-medium">Outline</h2>
        <IconButton size="icon-sm" label="Hide the outline" onClick={() => void toggleOutline.run(editor)}>
          <X aria-hidden />
        </IconButton>
      </header>
      <EditorOutline className="flex-1 p-1.5" onOpen={() => openSelected(editor)} />
    </section>
  );
}
