import { ClipboardPaste } from 'lucide-react';
import { notify } from '#components/ui/toast.tsx';
import { boundsOf } from '#core/graph/arrange.ts';
import { paste } from '#core/graph/paste.ts';
import type { Clip, Pasted } from '#core/graph/paste.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../card-size.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { snap } from '../grid.ts';
import { openNewGroups } from '../groups/new-groups.ts';
import { select } from '../selection-store.ts';
import { noteFlowId } from '../to-flow.ts';
import { viewFrame } from '../view-frame.ts';
import { readClip } from './clip.ts';
import { canEdit, countAll } from './command.ts';
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

/** The same, with the wires that arrived at what was copied. */
export const pasteWithWires: Command = {
  ...pasteClip,
  id: 'paste-with-wires',
  label: () => 'Paste with incoming wires',
  keys: ['Mod+Shift+V'],
  inMenu: false,
  run: async (editor) => pasteText(editor, await navigator.clipboard.readText(), { keepIncoming: true }),
};

export function pasteText(editor: EditorContext, text: string, options: { keepIncoming?: boolean } = {}): void {
  const read = readClip(text, editor.registry);
  if (!read.ok) {
    announce(editor, read.message);
    notify.error(read.message);
    return;
  }
  const pasted = insertClip(editor, read.clip, 'Paste', options);
  if (pasted) tellProblems(editor, pasted);
}

/** Adds copies beside the originals, or where one looks when that is elsewhere, and selects them. Null for nothing. */
export function insertClip(
  editor: EditorContext,
  clip: Clip,
  verb: string,
  options: { keepIncoming?: boolean } = {},
): Pasted | null {
  const { document, readOnly } = editor.graph.getState();
  if (readOnly) return null;
  const parents = new Set(clip.nodes.map((node) => node.parent ?? null));
  const [only] = parents;
  const known = only !== null && only !== undefined && document.spec.nodes.some((node) => node.id === only);
  const parent = parents.size === 1 && known ? only : null;
  const offset = parent === null ? offsetInView(editor, clip) : { x: STEP, y: STEP };
  const pasted = paste(document, editor.registry, clip, { offset, parent, ...options });
  const added = [...pasted.ids, ...pasted.noteIds.map(noteFlowId)];
  if (added.length === 0) {
    announce(editor, 'Nothing to paste: a workflow has one start');
    return null;
  }
  const what = countAll({ nodes: pasted.ids.length, notes: pasted.noteIds.length });
  editor.graph.apply(`${verb} ${what}`, () => pasted.document);
  openNewGroups(editor, document);
  select(editor.selection, { nodes: added });
  announce(editor, `${verb === 'Paste' ? 'Pasted' : 'Duplicated'} ${what}`);
  return pasted;
}

/** A step away from the originals; what would land out of sight comes to the middle of the view. */
function offsetInView(editor: EditorContext, clip: Clip): { x: number; y: number } {
  const ids = new Set(clip.nodes.map((node) => node.id));
  const outermost = clip.nodes.filter((node) => !ids.has(node.parent ?? ''));
  const cards = outermost.map(({ position }) => ({ ...position, width: CARD_WIDTH, height: CARD_HEIGHT }));
  const notes = clip.notes.map(({ position, width, height }) => ({ ...position, width, height }));
  const box = boundsOf([...cards, ...notes]);
  const view = viewFrame(editor.canvas());
  const centre = { x: box.x + STEP + box.width / 2, y: box.y + STEP + box.height / 2 };
  const inView =
    view === null ||
    (centre.x > view.x && centre.x < view.x + view.width && centre.y > view.y && centre.y < view.y + view.height);
  if (inView) return { x: STEP, y: STEP };
  return {
    x: snap(view.x + (view.width - box.width) / 2 - box.x),
    y: snap(view.y + (view.height - box.height) / 2 - box.y),
  };
}

/** What came from elsewhere may name what is not here: say so, and open the list. */
function tellProblems(editor: EditorContext, pasted: Pasted): void {
  const ids = new Set(pasted.ids);
  const document = editor.graph.getState().document;
  const errors = validateWorkflow(document, editor.registry).filter(
    (problem) => problem.severity === 'error' && ids.has(problem.nodeId ?? ''),
  );
  const what = countAll({ nodes: pasted.ids.length, notes: pasted.noteIds.length });
  const problems = errors.length === 1 ? 'one problem' : `${errors.length} problems`;
  announce(editor, `Pasted ${what}${errors.length > 0 ? ` with ${problems}` : ''}`);
  if (errors.length > 0) editor.ui.setState({ problemsOpen: true });
}
