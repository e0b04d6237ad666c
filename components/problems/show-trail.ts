import { announce } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { isSameProblem, lightTrail } from '#components/canvas/problem-store.ts';
import { FIT_VIEW } from '#components/canvas/zoom-controls.tsx';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { Problem } from '#core/graph/problem.ts';
import { trailText } from './trail-text.ts';

/** Whether there is more to show than the one place that a click goes to anyway. */
export function hasTrail({ trail }: Problem): boolean {
  return trail !== undefined && trail.length > 1;
}

/** Lights the trail of a problem and brings all of it into view, or puts it out when it is lit. */
export function toggleTrail(editor: EditorContext, problem: Problem): void {
  const { shown } = editor.problems.getState();
  if (shown && isSameProblem(shown, problem)) {
    endTrail(editor);
    return;
  }
  lightTrail(editor.problems, problem);
  const { document } = editor.graph.getState();
  const trail = problem.trail ?? [];
  announce(editor, `Path: ${trailText(document, trail)}`);
  const { nodes } = analyzeGraph(document);
  const visible = trail.filter((id) => nodes.has(id)).map((id) => ({ id }));
  void editor.canvas()?.fitView({ ...FIT_VIEW, padding: 0.2, nodes: visible });
}

export function endTrail(editor: EditorContext): void {
  lightTrail(editor.problems, null);
  announce(editor, 'Path hidden');
}
