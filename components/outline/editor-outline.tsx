'use client';

import { useStore } from 'zustand';
import { openOverlay, useEditor, type EditorContext } from '#components/canvas/editor-context.ts';
import { OutlineTree, type OutlineTreeProps } from './outline-tree.tsx';

/** The outline of what is being edited: a row has the menu that its element has on the canvas. */
export function EditorOutline(props: Pick<OutlineTreeProps, 'onOpen' | 'opensOnClick' | 'rowMenu' | 'className'>) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  return (
    <OutlineTree
      {...props}
      document={document}
      registry={editor.registry}
      selection={editor.selection}
      onMenu={(screen) => openRowMenu(editor, screen)}
    />
  );
}

/** The menu of what is selected, at a place of the window. */
export function openRowMenu(editor: EditorContext, screen: { x: number; y: number }): void {
  openOverlay(editor, { kind: 'menu', target: {}, at: { x: 0, y: 0 }, screen });
}
