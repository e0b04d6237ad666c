'use client';

import { ChevronDown, ChevronUp, CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { applyFix } from '#core/graph/apply-fix.ts';
import type { Problem } from '#core/graph/problem.ts';
import { goToProblem } from './go-to-problem.ts';

/** One line at the bottom that says how the workflow stands; opened, every problem with the way to it. */
export function ProblemsPanel() {
  const editor = useEditor();
  const problems = useStore(editor.problems, (state) => state.problems);
  const open = useStore(editor.ui, (state) => state.problemsOpen);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  const Chevron = open ? ChevronDown : ChevronUp;
  return (
    <section aria-label="Problems" className="shrink-0 border-t border-line bg-surface">
      <button
        type="button"
        aria-expanded={open}
        className="flex h-9 w-full items-center gap-3 px-4 text-left text-sm outline-offset-[-2px]"
        onClick={() => editor.ui.setState({ problemsOpen: !open })}
      >
        <Summary errors={errors.length} warnings={warnings.length} />
        {!open && problems[0] ? <span className="min-w-0 truncate text-muted">{problems[0].message}</span> : null}
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

/** Problems as lines to click; also what refuses a run or a publication. */
export function ProblemList({ problems, onGo }: { problems: readonly Problem[]; onGo?: () => void }) {
  const editor = useEditor();
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  return (
    <ul className="flex flex-col">
      {problems.map((problem, index) => {
        const { fix } = problem;
        const Icon = problem.severity === 'error' ? OctagonX : TriangleAlert;
        return (
          <li key={index} className="flex items-center gap-2 rounded-md pr-2 hover:bg-hover">
            <button
              type="button"
              className="flex min-h-8 min-w-0 flex-1 items-center gap-2 px-2 py-1 text-left text-sm"
              onClick={() => {
                onGo?.();
                // After a dialog around this list has let go of the page.
                setTimeout(() => goToProblem(editor, problem), 0);
              }}
            >
              <Icon
                aria-hidden
                className={cn('size-4 shrink-0', problem.severity === 'error' ? 'text-failed' : 'text-warning')}
              />
              <span className="sr-only">{problem.severity === 'error' ? 'Error:' : 'Warning:'}</span>
              {problem.nodeId ? (
                <span className="shrink-0 font-medium">{nodeTitle(editor, problem.nodeId)}</span>
              ) : null}
              <span className="text-muted">{problem.message}</span>
            </button>
            {fix && !readOnly ? (
              <Button size="sm" onClick={() => editor.graph.apply(fix.label, (before) => applyFix(before, fix))}>
                {fix.label}
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function nodeTitle(editor: ReturnType<typeof useEditor>, nodeId: string): string {
  const node = editor.graph.getState().document.spec.nodes.find((candidate) => candidate.id === nodeId);
  return node ? titleOf(node) : nodeId;
}
