'use client';

import { OctagonX, Route, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { isSameProblem } from '#components/canvas/problem-store.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import type { Problem } from '#core/graph/problem.ts';
import { FixButton } from './fix-button.tsx';
import { goToProblem } from './go-to-problem.ts';
import { ProblemSentence } from './problem-sentence.tsx';
import { hasTrail, toggleTrail } from './show-trail.ts';
import { trailText } from './trail-text.ts';

interface ProblemListProps {
  problems: readonly Problem[];
  /** Leaves the dialog that the list stands in. */
  onGo?: (() => void) | undefined;
}

/** Problems as lines to click; also what refuses a run or a publication. */
export function ProblemList({ problems, onGo }: ProblemListProps) {
  return (
    <ul className="flex flex-col">
      {problems.map((problem, index) => (
        <ProblemLine key={index} problem={problem} onGo={onGo} />
      ))}
    </ul>
  );
}

function ProblemLine({ problem, onGo }: { problem: Problem } & Pick<ProblemListProps, 'onGo'>) {
  const editor = useEditor();
  const lit = useStore(editor.problems, ({ shown }) => shown !== null && isSameProblem(shown, problem));
  const [told, setTold] = useState(false);
  const open = lit || told;
  const isError = problem.severity === 'error';
  const Icon = isError ? OctagonX : TriangleAlert;
  const leave = (then: () => void): void => {
    onGo?.();
    // After a dialog around this list has let go of the page.
    setTimeout(then, 0);
  };
  // Where no canvas is drawn, as on a phone, the path is told in words.
  const showPath = (): void => (isCanvasDrawn() ? leave(() => toggleTrail(editor, problem)) : setTold(!told));
  return (
    <li className={cn('rounded-md', open ? (isError ? 'bg-failed-soft' : 'bg-warning-soft') : 'hover:bg-hover')}>
      <div className="flex flex-wrap items-start gap-x-2 pr-2 pb-0.5">
        <button
          type="button"
          className="flex min-h-8 min-w-64 flex-1 items-start gap-2 px-2 py-1.5 text-left text-sm"
          onClick={() => leave(() => goToProblem(editor, problem))}
        >
          <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', isError ? 'text-failed' : 'text-warning')} />
          <span className="sr-only">{isError ? 'Error:' : 'Warning:'}</span>
          <span className="min-w-0">
            <ProblemSentence problem={problem} />
          </span>
        </button>
        <span className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-1 py-0.5 pl-8">
          {hasTrail(problem) ? (
            <Button size="sm" variant="ghost" onClick={showPath}>
              <Route aria-hidden /> {open ? 'Hide path' : 'Show path'} {lit ? <Kbd>Esc</Kbd> : null}
            </Button>
          ) : null}
          <FixButton problem={problem} />
        </span>
      </div>
      {open ? <PathInWords trail={problem.trail ?? []} /> : null}
    </li>
  );
}

function PathInWords({ trail }: { trail: readonly string[] }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  return <p className="px-2 pb-2 pl-8 text-xs text-ink">{trailText(document, trail)}</p>;
}

function isCanvasDrawn(): boolean {
  return document.querySelector('[data-testid="canvas"]') !== null;
}
