import type { LucideIcon } from 'lucide-react';
import type { EditorContext } from '../editor-context.ts';
import { noteIdOf } from '../to-flow.ts';

export type CommandGroup = 'Edit' | 'Add' | 'Arrange' | 'View' | 'Workflow' | 'Move';

/**
 * Where the keys of a command count. `page`: wherever nobody writes. `canvas`: only while the canvas has the focus,
 * because the key means something on every button and link. `everywhere`: inside fields, too.
 */
export type KeyScope = 'page' | 'canvas' | 'everywhere';

/**
 * One thing a person can do. Keys, menus, toolbars, Cmd+K and the help sheet all come from this; nothing is wired twice.
 */
export interface Command {
  id: string;
  group: CommandGroup;
  /** As in a menu; what it would act on now may be part of it. */
  label(editor: EditorContext): string;
  icon?: LucideIcon;
  /** `Mod` is Cmd on a Mac and Ctrl elsewhere: `Mod+Shift+Z`, `Delete`, `n`. The first one is shown. */
  keys: readonly string[];
  /** `page` unless it says otherwise. */
  scope?: KeyScope;
  /** The browser tells of these keys by its own clipboard events, which need no permission. */
  viaClipboardEvent?: boolean;
  /** Running it makes exactly one history entry, by `graph.apply`, whose label names what it did. */
  undoable: boolean;
  /** Shown in the context menu. */
  inMenu?: boolean;
  /** The row of buttons that it stands in. */
  toolbar?: 'history' | 'canvas' | 'selection';
  /** It takes something away. */
  destructive?: boolean;
  enabled(editor: EditorContext): boolean;
  /** Of a command that chooses one of several: whether it is the one. */
  pressed?(editor: EditorContext): boolean;
  run(editor: EditorContext): void | Promise<void>;
}

export function canEdit(editor: EditorContext): boolean {
  return !editor.graph.getState().readOnly;
}

export function selectedNodes(editor: EditorContext): string[] {
  return [...editor.selection.getState().nodes].filter((id) => noteIdOf(id) === null);
}

export function selectedNotes(editor: EditorContext): string[] {
  return [...editor.selection.getState().nodes].flatMap((id) => noteIdOf(id) ?? []);
}

/** `Agent` for one, `3 nodes` for more: for labels of commands and history. */
export function countOf(count: number, one: string): string {
  return count === 1 ? one : `${count} ${one}s`;
}

/** `2 nodes and note`, for labels; empty for nothing. */
export function countAll(counts: { nodes: number; notes: number; edges?: number }): string {
  const { nodes, notes, edges = 0 } = counts;
  return [
    ...(nodes > 0 ? [countOf(nodes, 'node')] : []),
    ...(notes > 0 ? [countOf(notes, 'note')] : []),
    ...(edges > 0 ? [countOf(edges, 'connection')] : []),
  ].join(' and ');
}
