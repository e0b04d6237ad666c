import { ClipboardPaste } from 'lucide-react';
import { paste } from '#core/graph/paste.ts';
import type { Clip } from '#core/graph/paste.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { select } from '../selection-store.ts';
import { readClip } from './clip.ts';
import { canEdit, countOf } from './command.ts';
import type { Command } from './command.ts';

const STEP = 32;

export const pasteClip: Command = {
  id: 'paste-clip',
  group: 'Edit',
  label: () => 'Paste',
  icon: ClipboardPaste,
  keys: ['Mod+V'],
  viaClipboardEvent: true,
  undoable: true,
  inMenu: true,
  enabled: canEdit,
  run: async (editor) => pasteText(editor, await navigator.clipboard.readText()),
};

export function pasteText(editor: EditorContext, text: string): void {
  const clip = readClip(text);
  if (!clip) announce(editor, 'The clipboard holds no nodes');
  else insertClip(editor, clip, 'Paste');
}

/** Adds copies beside the originals and selects them. A second start is left out. */
export function insertClip(editor: EditorContext, clip: Clip, verb: string): void {
  let ids: string[] = [];
  editor.graph.apply(`${verb} ${countOf(clip.nodes.length, 'node')}`, (document) => {
    const parents = new Set(clip.nodes.map((node) => node.parent ?? null));
    const [only] = parents;
    const known = only !== null && only !== undefined && document.spec.nodes.some((node) => node.id === only);
    const parent = parents.size === 1 && known ? only : null;
    const pasted = paste(document, editor.registry, clip, { offset: { x: STEP, y: STEP }, parent });
    ids = pasted.ids;
    return pasted.document;
  });
  if (ids.length > 0) select(editor.selection, { nodes: ids });
}
