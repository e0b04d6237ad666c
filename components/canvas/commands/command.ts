import type { LucideIcon } from 'lucide-react';
import type { EditorContext } from '../editor-context.ts';

export type CommandGroup = 'Edit' | 'Add' | 'View' | 'Workflow' | 'Move';

/**
 * One thing a person can do. Keys, context menu, Cmd+K and the help sheet all come from this; nothing is wired twice.
 * An undoable command makes its history entry through `graph.apply`, whose label names what it did.
 */
export interface Command {
  id: string;
  group: CommandGroup;
  /** As in a menu; what it would act on now may be part of it. */
  label(editor: EditorContext): string;
  icon?: LucideIcon;
  /** `Mod` is Cmd on a Mac and Ctrl elsewhere: `Mod+Shift+Z`, `Delete`, `n`. The first one is shown. */
  keys: readonly string[];
  /** The browser tells of these keys by its own clipboard events, which need no permission. */
  viaClipboardEvent?: boolean;
  undoable: boolean;
  /** Shown in the context menu. */
  inMenu?: boolean;
  enabled(editor: EditorContext): boolean;
  run(editor: EditorContext): void | Promise<void>;
}

export function canEdit(editor: EditorContext): boolean {
  return !editor.graph.getState().readOnly;
}

export function selectedNodes(editor: EditorContext): string[] {
  return [...editor.selection.getState().nodes].filter((id) => !id.startsWith('note:'));
}

/** `Agent` for one, `3 nodes` for more: for labels of commands and history. */
export function countOf(count: number, one: string): string {
  return count === 1 ? one : `${count} ${one}s`;
}
