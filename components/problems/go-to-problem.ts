import { announce } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { revealNode } from '#components/canvas/gestures/reveal-node.ts';
import { select } from '#components/canvas/selection-store.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { Problem } from '#core/graph/problem.ts';

/** Selects what has the problem, brings it into view and puts the cursor into the field. */
export function goToProblem(editor: EditorContext, problem: Problem): void {
  announce(editor, problem.message);
  if (problem.nodeId !== undefined) {
    select(editor.selection, { nodes: [problem.nodeId] });
    const [first, ...rest] = problem.path ?? [];
    revealNode(editor, problem.nodeId, { focus: first !== 'config' });
    if (first === 'config') requestFocus(editor, problem.nodeId, rest.join('.'));
    return;
  }
  if (problem.edgeId !== undefined) {
    select(editor.selection, { edges: [problem.edgeId] });
    const edge = analyzeGraph(editor.graph.getState().document).edges.get(problem.edgeId);
    if (edge) revealNode(editor, edge.from);
    return;
  }
  select(editor.selection, {});
}

function requestFocus(editor: EditorContext, nodeId: string, path: string): void {
  editor.ui.setState({ focus: { nodeId, path } });
}
