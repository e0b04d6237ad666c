import { applyNodeChanges } from '@xyflow/react';
import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { DragSession } from './drag-session.ts';
import { glideAt, glideFrom, runGlide, wantsMotion } from './glide.ts';
import type { Marquee } from './marquee.ts';
import { withSelectChanges } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { reconcileEdges } from './flow-wires.ts';
import { followMembers, selectsOfMembers } from './groups/flow-groups.ts';
import { reconcileNodes } from './to-flow.ts';
import type { FlowEdge, FlowNode } from './to-flow.ts';

/**
 * React Flow's view of document and selection. Only a drag lives here alone, until it ends: everything else that
 * React Flow reports goes to its own store and comes back as a reconciled element.
 */
export function useFlowElements(
  document: WorkflowDocument,
  registry: NodeRegistry,
  selection: SelectionStore,
  { drag, marquee, folded }: { drag: DragSession; marquee: Marquee; folded: ReadonlySet<string> },
) {
  const selectedNodes = useStore(selection, (state) => state.nodes);
  const selectedEdges = useStore(selection, (state) => state.edges);
  const givenUp = useStore(drag.state, (state) => state.givenUp);
  const [nodes, setNodes] = useState<FlowNode[]>(() => reconcileNodes([], document, registry, selectedNodes, folded));
  const [edges, setEdges] = useState<FlowEdge[]>(() => reconcileEdges([], document, registry, selectedEdges, folded));

  const shown = useRef(nodes);
  shown.current = nodes;
  useLayoutEffect(() => {
    const next = reconcileNodes(shown.current, document, registry, selectedNodes, folded);
    const from = wantsMotion() ? glideFrom(shown.current, next) : null;
    setNodes(from ? glideAt(next, from, 0) : next);
    // The last frame is what the document says, object for object.
    if (!from) return undefined;
    return runGlide((part) =>
      // Whoever takes hold of a card in the meantime has it.
      setNodes((current) => (isDragged(current) ? current : part < 1 ? glideAt(next, from, part) : next)),
    );
  }, [document, registry, selectedNodes, folded, givenUp]);
  useLayoutEffect(() => {
    setEdges((current) => reconcileEdges(current, document, registry, selectedEdges, folded));
  }, [document, registry, selectedEdges, folded]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const moves = changes.filter((change) => change.type === 'position');
      if (moves.length > 0) {
        const adjusted = drag.adjust(moves);
        setNodes((current) => followMembers(applyNodeChanges(adjusted, current)));
      }
      // Sizes come from the document; only the hand that pulls at a corner is ahead of it.
      const sizes = changes.filter((change) => change.type === 'dimensions' && change.resizing !== undefined);
      if (sizes.length > 0) setNodes((current) => applyNodeChanges(sizes, current));
      const selects = selectsOfMembers(
        changes.filter((change) => change.type === 'select'),
        shown.current,
      );
      if (selects.length > 0)
        selection.setState((state) => ({ nodes: withSelectChanges(state.nodes, selects, marquee.kept().nodes) }));
    },
    [selection, drag, marquee],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const selects = changes.filter((change) => change.type === 'select');
      if (selects.length > 0)
        selection.setState((state) => ({ edges: withSelectChanges(state.edges, selects, marquee.kept().edges) }));
    },
    [selection, marquee],
  );
  return { nodes, edges, onNodesChange, onEdgesChange };
}

function isDragged(nodes: readonly FlowNode[]): boolean {
  return nodes.some((node) => node.dragging);
}
