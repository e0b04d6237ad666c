'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { titleOf } from '#components/canvas/to-flow.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { nodeName } from '#core/graph/node-view.ts';
import type { Problem } from '#core/graph/problem.ts';

/** What is wrong and where: the name of the node comes first, unless the sentence says it itself. */
export function ProblemSentence({ problem }: { problem: Problem }) {
  const editor = useEditor();
  const place = useStore(editor.graph, ({ document }) => placeOf(analyzeGraph(document).nodes, problem));
  return (
    <>
      {place === null ? null : <span className="font-medium">{place} </span>}
      <span className="text-muted">{problem.message}</span>
    </>
  );
}

function placeOf(nodes: ReturnType<typeof analyzeGraph>['nodes'], { nodeId, message }: Problem): string | null {
  if (nodeId === undefined) return null;
  const node = nodes.get(nodeId);
  if (!node) return nodeId;
  const name = nodeName(node);
  // A title stands in quotes; an id is a word.
  const said = name === node.id ? message.split(/\W+/).includes(name) : message.includes(name);
  return said ? null : titleOf(node);
}
