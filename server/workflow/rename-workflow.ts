import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { storable, storableText } from '#server/db/storable.ts';
import type { Deps } from '#server/deps.ts';
import { readDocument } from './read-document.ts';
import { findWorkflow, replaceDraft } from './workflow-repository.ts';

/**
 * Gives a workflow another title. Its name, by which programs and addresses know it, stays. Somebody who edits it
 * meanwhile keeps what they do: the title is put on whatever the draft is by then.
 */
export async function renameWorkflow(
  deps: Deps,
  actor: Actor,
  input: { name: string; title: string },
): Promise<{ revision: number }> {
  requirePermission(actor, 'workflow:edit');
  const title = storableText(input.title);
  for (;;) {
    const { id, draft, revision, title: before } = await findWorkflow(deps, actor, input.name);
    if (before === title) return { revision };
    const renamed = { ...draft, metadata: { ...draft.metadata, title } };
    const saved = await replaceDraft(deps, actor, id, revision, readDocument(storable(renamed), input.name));
    if (saved !== null) return { revision: saved };
  }
}
