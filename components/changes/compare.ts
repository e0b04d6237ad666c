import type { Mark } from '#components/canvas/mark-store.ts';
import { groupFlowId } from '#components/canvas/groups/group-view.ts';
import { noteFlowId } from '#components/canvas/to-flow.ts';
import { groupsOf, notesOf, withCanvas } from '#core/graph/canvas.ts';
import { diffDocuments } from '#core/graph/diff.ts';
import type { ElementDiff } from '#core/graph/diff.ts';
import type { ElementRef } from '#core/graph/elements.ts';
import { settleGroups } from '#core/graph/edit-groups.ts';
import { edgeId } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';

export interface Comparison {
  diffs: readonly ElementDiff[];
  /** `after`, and what is gone from `before`, so that both can be seen on one canvas. */
  document: WorkflowDocument;
  /** By canvas id. */
  marks: ReadonlyMap<string, Mark>;
}

/** What became of `before` in `after`, to list and to draw. Cards that only stand elsewhere count when `withMoves`. */
export function compareDocuments(before: WorkflowDocument, after: WorkflowDocument, withMoves = false): Comparison {
  const diffs = diffDocuments(before, after).filter((diff) => withMoves || diff.change !== 'moved');
  const gone = new Set(diffs.flatMap(({ change, element }) => (change === 'removed' ? [canvasId(element)] : [])));
  const nodes = [...after.spec.nodes, ...before.spec.nodes.filter((node) => gone.has(node.id))];
  const edges = [...after.spec.edges, ...before.spec.edges.filter((edge) => gone.has(edgeId(edge)))];
  const notes = [...notesOf(after), ...notesOf(before).filter((note) => gone.has(noteFlowId(note.id)))];
  const groups = [...groupsOf(after), ...groupsOf(before).filter((group) => gone.has(groupFlowId(group.id)))];
  const both = { ...after, spec: { ...after.spec, nodes, edges } };
  return {
    diffs,
    // A node that went from one group to another cannot be shown in both.
    document: settleGroups(withCanvas(both, { notes, groups })),
    marks: new Map(diffs.map(({ change, element }) => [canvasId(element), change])),
  };
}

/** What the canvas calls an element; the workflow itself is not on it. */
export function canvasId({ kind, id }: ElementRef): string {
  if (kind === 'note') return noteFlowId(id);
  return kind === 'group' ? groupFlowId(id) : id;
}

/** "2 added, 1 changed", or that nothing is different. */
export function countWords(diffs: readonly ElementDiff[]): string {
  const counts = Map.groupBy(diffs, (diff) => diff.change);
  const words = (['added', 'removed', 'changed', 'moved'] as const).flatMap((change) => {
    const count = counts.get(change)?.length ?? 0;
    return count > 0 ? [`${count} ${change}`] : [];
  });
  return words.length > 0 ? words.join(', ') : 'Nothing is different';
}
