import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { noteFlowId } from '#components/canvas/to-flow.ts';
import { edgeId } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

/** What an edit or an undo took away is no longer selected. */
export function pruneSelection(selection: SelectionStore, document: WorkflowDocument): void {
  const { nodes, edges } = selection.getState();
  if (nodes.size + edges.size === 0) return;
  const notes = document.spec.canvas?.notes ?? [];
  const present = new Set([...document.spec.nodes.map((node) => node.id), ...notes.map((note) => noteFlowId(note.id))]);
  const wires = new Set(document.spec.edges.map(edgeId));
  if (nodes.isSubsetOf(present) && edges.isSubsetOf(wires)) return;
  selection.setState({ nodes: nodes.intersection(present), edges: edges.intersection(wires) });
}
