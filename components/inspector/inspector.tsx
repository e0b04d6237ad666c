'use client';

import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { onlyGroup } from '#components/canvas/groups/selected-groups.ts';
import { onlyNode } from '#components/canvas/selection-store.ts';
import { noteIdOf } from '#components/canvas/to-flow.ts';
import type { WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { EdgeInspector } from './edge-inspector.tsx';
import { GroupInspector } from './group-inspector.tsx';
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
      {nodeId === null ? null : <GroupOfOne nodeId={nodeId} />}
      {nodeId !== null && noteIdOf(nodeId) === null ? (
        <NodeInspector key={nodeId} nodeId={nodeId} choices={choices} />
      ) : null}
      {count === 1 && edgeId !== undefined ? <EdgeInspector key={edgeId} edgeId={edgeId} /> : null}
      {count > 1 || (nodeId !== null && noteIdOf(nodeId) !== null) ? <SelectionInspector /> : null}
    </>
  );
}

/** A node that is all of a group: the group is selected with it, and has a name and a tint of its own. */
function GroupOfOne({ nodeId }: { nodeId: string }) {
  const editor = useEditor();
  const group = useStore(editor.graph, ({ document }) => onlyGroup(document, new Set([nodeId])));
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  if (!group) return null;
  return (
    <section aria-label="Group" className="border-b border-line p-4">
      <p className="mb-1 px-1 text-xs text-muted">Group of this node</p>
      <GroupInspector key={group.id} group={group} readOnly={readOnly} />
    </section>
  );
}
