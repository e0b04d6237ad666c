'use client';

import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { leave } from '#components/canvas/gestures/focus-element.ts';
import { ProblemList } from '#components/problems/problem-list.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { publishProblems, validateWorkflow } from '#core/graph/validate.ts';
import type { Problem } from '#core/graph/validate.ts';

export interface CheckedDialogProps {
  kind: 'run' | 'publish';
  title: string;
  description: string;
  /** Absent: every problem of the workflow matters. */
  matters?: (problems: Problem[], document: WorkflowDocument) => Problem[];
  initialFocus?: Parameters<typeof DialogContent>[0]['initialFocus'];
  /** The form, once nothing blocks it. */
  children: (warnings: number) => ReactNode;
}

/** Something that only a sound draft can do: what blocks it, with the way there, or its form. */
export function CheckedDialog({ kind, title, description, matters, initialFocus, children }: CheckedDialogProps) {
  const editor = useEditor();
  const open = useStore(editor.ui, (state) => state.overlay.kind === kind);
  // A fix in the list changes what blocks.
  const document = useStore(editor.graph, (state) => state.document);
  if (!open) return null;
  // Asked anew, because the problems on screen may be an edit behind.
  const found = (kind === 'publish' ? publishProblems : validateWorkflow)(document, editor.registry);
  const problems = matters ? matters(found, document) : found;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const close = (): void => leave(editor);
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next) close();
      }}
    >
      {errors.length > 0 ? (
        <DialogContent
          title={`Not ready to ${kind}`}
          description="These errors must be solved first."
          // The field with the error gets the focus, not what opened this.
          finalFocus={false}
        >
          <ProblemList problems={errors} onGo={close} />
        </DialogContent>
      ) : (
        <DialogContent title={title} description={description} initialFocus={initialFocus}>
          {children(problems.length)}
        </DialogContent>
      )}
    </Dialog>
  );
}
