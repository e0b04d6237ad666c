'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { onlyNode } from '#components/canvas/selection-store.ts';
import { noteIdOf } from '#components/canvas/to-flow.ts';
import type { WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { EdgeInspector } from './edge-inspector.tsx';
import { NodeInspector } from './node-inspector.tsx';
import { SelectionInspector } from './selection-inspector.tsx';
import { SidePanel } from './side-panel.tsx';
import { WorkflowInspector } from './workflow-inspector.tsx';

/** What is selected, to read and change; the workflow itself while nothing is. */
export function Inspector({ choices }: { choices: WorkspaceChoices }) {
  return (
    <SidePanel label="Inspector">
      <InspectorBody choices={choices} />
    </SidePanel>
  );
}

/** The same without its place beside the canvas. */
export function InspectorBody({ choices }: { choices: WorkspaceChoices }) {
  const editor = useEditor();
  const selection = useStore(editor.selection);
  const nodeId = onlyNode(selection);
  const [edgeId] = selection.edges;
  const count = selection.nodes.size + selection.edges.size;
  return (
    <>
      {count === 0 ? <WorkflowInspector /> : null}
      {nodeId !== null && noteIdOf(nodeId) === null ? (
        <NodeInspector key={nodeId} nodeId={nodeId} choices={choices} />
      ) : null}
      {count === 1 && edgeId !== undefined ? <EdgeInspector key={edgeId} edgeId={edgeId} /> : null}
      {count > 1 || (nodeId !== null && noteIdOf(nodeId) !== null) ? <SelectionInspector /> : null}
    </>
  );
}
