import { useEffect } from 'react';
import { setProblems } from '#components/canvas/problem-store.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { afterPress } from '#components/ui/press.ts';
import type { Press } from '#components/ui/press.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import { pruneSelection } from './prune-selection.ts';

const DEBOUNCE_MS = 150;

/** Keeps the problems of the open editor up to date. */
export function useProblems(editor: EditorContext): void {
  useEffect(() => keepProblems(editor, afterPress), [editor]);
}

/**
 * Finds the problems anew soon after an edit, and never while a button is held: not in the middle of a drag, nor of a
 * click, which would miss what it was meant for when a message above it goes away. Returns how to stop.
 */
export function keepProblems(editor: EditorContext, after: Press['after']): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = (): void =>
    setProblems(editor.problems, validateWorkflow(editor.graph.getState().document, editor.registry));
  check();
  const stop = editor.graph.subscribe((state, before) => {
    if (state.document === before.document) return;
    pruneSelection(editor.selection, state.document);
    clearTimeout(timer);
    timer = setTimeout(() => after(check), DEBOUNCE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
