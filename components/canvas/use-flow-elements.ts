import { applyNodeChanges } from '@xyflow/react';
import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { DragSession } from './drag-session.ts';
import type { Marquee } from './marquee.ts';
import { withSelectChanges } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { reconcileEdges, reconcileNodes } from './to-flow.ts';
import type { FlowEdge, FlowNode } from './to-flow.ts';

/**
 * React Flow's view of document and selection. Only a drag lives here alone, until it ends: everything else that
 * React Flow reports goes to its own store and comes back as a reconciled element.
 */
export function useFlowElements(
  document: WorkflowDocument,
  registry: NodeRegistry,
  selection: SelectionStore,
  { drag, marquee }: { drag: DragSession; marquee: Marquee },
) {
  const selectedNodes = useStore(selection, (state) => state.nodes);
  const selectedEdges = useStore(selection, (state) => state.edges);
  const [nodes, setNodes] = useState<FlowNode[]>(() => reconcileNodes([], document, registry, selectedNodes));
  const [edges, setEdges] = useState<FlowEdge[]>(() => reconcileEdges([], document, registry, selectedEdges));

  useLayoutEffect(() => {
    setNodes((current) => reconcileNodes(current, document, registry, selectedNodes));
  }, [document, registry, selectedNodes]);
  useLayoutEffect(() => {
    setEdges((current) => reconcileEdges(current, document, registry, selectedEdges));
  }, [document, registry, selectedEdges]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const moves = changes.filter((change) => change.type === 'position');
      if (moves.length > 0) {
        const adjusted = drag.adjust(moves);
        setNodes((current) => applyNodeChanges(adjusted, current));
      }
      const selects = changes.filter((change) => change.type === 'select');
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
