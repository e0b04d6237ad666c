import { useEffect } from 'react';
import { setProblems } from '#components/canvas/problem-store.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import { pruneSelection } from './prune-selection.ts';

const DEBOUNCE_MS = 150;

/** Keeps the problems up to date, soon after an edit and never in the middle of a drag (which edits at its end). */
export function useProblems(editor: EditorContext): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = (): void =>
      setProblems(editor.problems, validateWorkflow(editor.graph.getState().document, editor.registry));
    check();
    const stop = editor.graph.subscribe((state, before) => {
      if (state.document === before.document) return;
      pruneSelection(editor.selection, state.document);
      clearTimeout(timer);
      timer = setTimeout(check, DEBOUNCE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [editor]);
}
