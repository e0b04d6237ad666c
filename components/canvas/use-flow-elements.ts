import { applyNodeChanges } from '@xyflow/react';
import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { withSelectChanges } from './selection-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { reconcileEdges, reconcileNodes } from './to-flow.ts';
import type { FlowEdge, FlowNode } from './to-flow.ts';

/**
 * React Flow's view of document and selection. Only a drag lives here alone, until it ends: everything else that
 * React Flow reports goes to its own store and comes back as a reconciled element.
 */
export function useFlowElements(document: WorkflowDocument, registry: NodeRegistry, selection: SelectionStore) {
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
      if (moves.length > 0) setNodes((current) => applyNodeChanges(moves, current));
      const selects = changes.filter((change) => change.type === 'select');
      if (selects.length > 0) selection.setState((state) => ({ nodes: withSelectChanges(state.nodes, selects) }));
    },
    [selection],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const selects = changes.filter((change) => change.type === 'select');
      if (selects.length > 0) selection.setState((state) => ({ edges: withSelectChanges(state.edges, selects) }));
    },
    [selection],
  );
  return { nodes, edges, onNodesChange, onEdgesChange };
}
