'use client';

import { ChevronDown, ChevronUp, CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import type { Problem } from '#core/graph/problem.ts';
import { ProblemList } from './problem-list.tsx';
import { ProblemSentence } from './problem-sentence.tsx';
import { TrailBar } from './trail-bar.tsx';
import { TrailLight } from './trail-light.tsx';

/** One line at the bottom that says how the workflow stands; opened, every problem with the way to it. */
export function ProblemsPanel() {
  const editor = useEditor();
  const problems = useStore(editor.problems, (state) => state.problems);
  const open = useStore(editor.ui, (state) => state.problemsOpen);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const worst = errors[0] ?? warnings[0];
  const Chevron = open ? ChevronDown : ChevronUp;
  return (
    <section aria-label="Problems" className="relative shrink-0 border-t border-line bg-surface">
      <TrailLight />
      <TrailBar />
      <button
        type="button"
        aria-expanded={open}
        className="flex h-9 w-full items-center gap-3 px-4 text-left text-sm outline-offset-[-2px]"
        onClick={() => editor.ui.setState({ problemsOpen: !open })}
      >
        <Summary errors={errors.length} warnings={warnings.length} />
        {!open && worst ? (
          <span className="min-w-0 truncate">
            <ProblemSentence problem={worst} />
          </span>
        ) : null}
        <Chevron aria-hidden className="ml-auto size-4 shrink-0 text-muted" />
      </button>
      {open ? (
        <div className="max-h-64 overflow-y-auto border-t border-line p-2">
          {problems.length === 0 ? <p className="px-2 py-3 text-sm text-muted">Ready to run and to publish.</p> : null}
          <ProblemGroup title="Errors" problems={errors} />
          <ProblemGroup title="Warnings" problems={warnings} />
        </div>
      ) : null}
    </section>
  );
}

function Summary({ errors, warnings }: { errors: number; warnings: number }) {
  if (errors + warnings === 0) {
    return (
      <span className="flex items-center gap-1.5 text-muted">
        <CircleCheck aria-hidden className="size-4" /> No problems
      </span>
    );
  }
  return (
    <span className="flex shrink-0 items-center gap-3 font-medium">
      {errors > 0 ? (
        <span className="flex items-center gap-1.5 text-failed">
          <OctagonX aria-hidden className="size-4" /> {errors} {errors === 1 ? 'error' : 'errors'}
        </span>
      ) : null}
      {warnings > 0 ? (
        <span className="flex items-center gap-1.5 text-warning">
          <TriangleAlert aria-hidden className="size-4" /> {warnings} {warnings === 1 ? 'warning' : 'warnings'}
        </span>
      ) : null}
    </span>
  );
}

function ProblemGroup({ title, problems }: { title: string; problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <>
      <h3 className="px-2 pt-1 pb-1 text-xs text-muted">{title}</h3>
      <ProblemList problems={problems} />
    </>
  );
}
