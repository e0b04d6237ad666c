import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { personsById } from '#server/account/members.ts';
import type { Deps } from '#server/deps.ts';
import { readDocument } from './read-document.ts';
import { findWorkflow, replaceDraft } from './workflow-repository.ts';
import type { SaveDraftOutput } from './workflow.schema.ts';

/**
 * Saves the draft if nobody else did since `baseRevision`. A stale save changes nothing and answers with what is there
 * now, so that the client can offer both; what it tried to save stays with the client.
 */
export async function saveDraft(
  deps: Deps,
  actor: Actor,
  input: { name: string; baseRevision: number; document: unknown },
): Promise<SaveDraftOutput> {
  requirePermission(actor, 'workflow:edit');
  const workflow = await findWorkflow(deps, actor, input.name);
  const document = readDocument(input.document, input.name);
  const revision = await replaceDraft(deps, actor, workflow.id, input.baseRevision, document);
  if (revision !== null) return { status: 'saved', revision };
  const current = await findWorkflow(deps, actor, input.name);
  const person = await personsById(deps, [current.updatedBy]);
  return {
    status: 'conflict',
    revision: current.revision,
    document: current.draft,
    by: person(current.updatedBy),
    at: current.updatedAt.toISOString(),
  };
}
