'use client';

import { useStore } from 'zustand';
import { announce, useEditor } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { Button } from '#components/ui/button.tsx';
import { applyFix } from '#core/graph/apply-fix.ts';
import type { Fix, Problem } from '#core/graph/problem.ts';

/** Carries out a fix as one step that can be undone by its name. */
export function runFix(editor: EditorContext, fix: Fix): void {
  const { document } = editor.graph.getState();
  const after = editor.graph.apply(fix.label, (before) => applyFix(before, fix));
  announce(editor, after === document ? 'Nothing to fix any more' : `Done: ${fix.label}`);
}

/** The edit that would solve a problem, where there is one and the person may edit. The label says what it does. */
export function FixButton({ problem }: { problem: Problem }) {
  const editor = useEditor();
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  const { fix } = problem;
  if (!fix || readOnly) return null;
  return (
    <Button size="sm" className="max-w-60 shrink" title={fix.label} onClick={() => runFix(editor, fix)}>
      <span className="truncate">{fix.label}</span>
    </Button>
  );
}
