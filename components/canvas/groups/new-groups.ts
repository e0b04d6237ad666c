import { groupsOf } from '#core/graph/canvas.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { EditorContext } from '../editor-context.ts';
import { setFolded } from './fold-store.ts';

/** After an edit: what was not a group `before` is shown open, for it may have the id of one that was folded and is gone. */
export function openNewGroups({ graph, folds }: EditorContext, before: WorkflowDocument): void {
  const known = new Set(groupsOf(before).map((group) => group.id));
  const added = groupsOf(graph.getState().document).filter((group) => !known.has(group.id));
  setFolded(
    folds,
    added.map((group) => group.id),
    false,
  );
}
