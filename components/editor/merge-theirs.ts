import { mergeDocuments } from '#core/graph/merge.ts';
import type { Conflict } from '#core/graph/merge/conflict.ts';
import { collidingIds, renameOnCanvas } from '#core/graph/merge/separate-ids.ts';
import type { Renames } from '#core/graph/merge/separate-ids.ts';
import type { Sides } from '#core/graph/merge/sides.ts';
import { renameNodes } from '#core/graph/rename-nodes.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';

export interface MergedDraft {
  document: WorkflowDocument;
  conflicts: Conflict[];
  /** Ids of mine that theirs has taken for something else, and what mine is called now. Null when there are none. */
  renamed: Renames | null;
}

/** Puts into the open document what others saved since `base`. */
export function mergeTheirs({ base, mine, theirs }: Sides, registry: NodeRegistry): MergedDraft {
  const renames = collidingIds({ base, mine, theirs });
  const renamed = renames.nodes.size + renames.notes.size + renames.groups.size > 0 ? renames : null;
  const own = renamed ? withRenames(mine, renamed, registry) : mine;
  return { ...mergeDocuments({ base, mine: own, theirs }), renamed };
}

/** A document with mine under the new ids. */
export function withRenames(document: WorkflowDocument, renames: Renames, registry: NodeRegistry): WorkflowDocument {
  return renameOnCanvas(renameNodes(document, registry, renames.nodes), renames);
}
