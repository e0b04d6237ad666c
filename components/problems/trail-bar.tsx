'use client';

import { Route, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { FixButton } from './fix-button.tsx';
import { ProblemSentence } from './problem-sentence.tsx';
import { endTrail } from './show-trail.ts';

/** Above the tools of the canvas while a path is lit and the list is closed: what it shows, its fix, and the way out. */
export function TrailBar() {
  const editor = useEditor();
  const problem = useStore(editor.problems, (state) => state.shown);
  const listed = useStore(editor.ui, (state) => state.problemsOpen);
  if (!problem || listed) return null;
  return (
    <div
      role="group"
      aria-label="Path of a problem"
      className="absolute inset-x-4 bottom-full z-10 mx-auto mb-18 flex w-fit max-w-[min(44rem,calc(100%-2rem))] items-center gap-3 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-3 shadow-lg"
    >
      <Route
        aria-hidden
        className={cn('size-4 shrink-0', problem.severity === 'error' ? 'text-failed' : 'text-warning')}
      />
      <p className="line-clamp-2 min-w-0 text-sm">
        <ProblemSentence problem={problem} />
      </p>
      <span className="flex shrink-0 items-center gap-1">
        <FixButton problem={problem} />
        <Button size="sm" variant="ghost" onClick={() => endTrail(editor)}>
          <X aria-hidden /> Hide path <Kbd>Esc</Kbd>
        </Button>
      </span>
    </div>
  );
}
