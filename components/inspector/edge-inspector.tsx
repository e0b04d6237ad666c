'use client';

import { useStore } from 'zustand';
import { deleteSelection } from '#components/canvas/commands/delete-selection.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import { pickerAtSelection } from '#components/canvas/gestures/picker-place.ts';
import { openOverlay } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { setLoop } from '#core/graph/edit.ts';
import { DraftInput } from './draft-input.tsx';
import { integerProblem } from './draft-problems.ts';

/** A wire: from where to where, and how often when it is a loop. */
export function EdgeInspector({ edgeId }: { edgeId: string }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  const problems = useStore(editor.problems, (state) => state.problems);
  const graph = analyzeGraph(document);
  const edge = graph.edges.get(edgeId);
  if (!edge) return null;
  const name = (id: string): string => {
    const node = graph.nodes.get(id);
    return node ? titleOf(node) : id;
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <h2 className="text-lg font-semibold">{edge.loop ? 'Loop' : 'Connection'}</h2>
      <dl className="grid grid-cols-[4rem_1fr] gap-y-1 text-sm">
        <dt className="text-muted">From</dt>
        <dd>
          {name(edge.from)} <code className="font-mono text-xs text-muted">{edge.port}</code>
        </dd>
        <dt className="text-muted">To</dt>
        <dd>{name(edge.to)}</dd>
      </dl>
      {edge.loop ? <LoopMax edgeId={edgeId} max={edge.loop.max} readOnly={readOnly} /> : null}
      {problems
        .filter((problem) => problem.edgeId === edgeId)
        .map((problem, index) => (
          <p key={index} className={problem.severity === 'error' ? 'text-xs text-failed' : 'text-xs text-warning'}>
            {problem.message}
          </p>
        ))}
      {readOnly ? null : (
        <div className="flex gap-2">
          {edge.loop ? null : (
            <Button onClick={() => openOverlay(editor, { kind: 'picker', ...pickerAtSelection(editor) })}>
              Insert a node
            </Button>
          )}
          <Button variant="danger" onClick={() => void deleteSelection.run(editor)}>
            Delete
          </Button>
        </div>
      )}
    </div>
  );
}

function LoopMax({ edgeId, max, readOnly }: { edgeId: string; max: number; readOnly: boolean }) {
  const editor = useEditor();
  return (
    <Field
      label="Again at most"
      description="Then the other wires of the same port are taken; without any, the run fails."
    >
      <DraftInput
        value={String(max)}
        readOnly={readOnly}
        problem={integerProblem(1, 1_000)}
        onChange={(text) =>
          editor.graph.apply(
            'Change loop',
            (before) => setLoop(before, edgeId, { max: Number(text) }),
            `loop:${edgeId}`,
          )
        }
      />
    </Field>
  );
}
