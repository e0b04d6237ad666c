'use client';

import { GitMerge } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Autosave } from './autosave.ts';
import { ConflictSheet } from './conflict-sheet.tsx';
import type { ConflictSheetProps } from './conflict-sheet.tsx';

/**
 * Somebody changed the same thing as we. It is said in a line, because whoever is typing must not have the keyboard
 * taken away; the sheet opens when they are ready, and the canvas stays in view beside it.
 */
export function ConflictBanner({ workflow, autosave }: { workflow: string; autosave: Autosave }) {
  const state = useStore(autosave.state);
  if (state.status !== 'conflict') return null;
  const { theirs, conflicts } = state;
  return <Question workflow={workflow} autosave={autosave} theirs={theirs} conflicts={conflicts} />;
}

/** Mounted for one question: the next one begins with the line again. */
function Question({ theirs, conflicts, ...props }: ConflictSheetProps) {
  const [open, setOpen] = useState(false);
  const count = conflicts.length === 1 ? 'the same thing' : `the same ${conflicts.length} things`;
  return (
    <>
      <div
        role="alert"
        className="flex items-center gap-3 border-b border-line bg-waiting-soft px-4 py-2 text-sm text-waiting max-sm:flex-wrap"
      >
        <GitMerge aria-hidden className="size-4 shrink-0" />
        <p className="min-w-0 flex-1">
          {theirs.by} and you changed {count}. Yours is kept here and not saved until you decide.
        </p>
        <Button size="sm" onClick={() => setOpen(true)}>
          Decide
        </Button>
      </div>
      <Dialog open={open} onOpenChange={setOpen} modal={false} disablePointerDismissal>
        <ConflictSheet theirs={theirs} conflicts={conflicts} {...props} />
      </Dialog>
    </>
  );
}
