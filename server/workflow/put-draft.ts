import { FermataError } from '#core/errors.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Problem } from '#core/graph/problem.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { problemsOf, publishWorkflow } from './publish-workflow.ts';
import { readDocument } from './read-document.ts';
import { findWorkflow, insertWorkflow, replaceDraft } from './workflow-repository.ts';

export interface PutDraft {
  name: string;
  document: WorkflowDocument;
  /** Refuse unless the draft is at this revision; null: whatever it is at. */
  ifRevision: number | null;
  publish: boolean;
}

export interface PutResult {
  name: string;
  revision: number;
  /** The published version, if there is one. */
  version: number | null;
  problems: Problem[];
}

/**
 * Creates the workflow or replaces its draft, as files in git do it. Publishing comes after the save: a draft with
 * errors is kept, and the refusal lists them.
 * @throws FermataError VALIDATION when the document has another name; CONFLICT when `ifRevision` is stale;
 * INVALID_WORKFLOW as `publishWorkflow`.
 */
export async function putDraft(deps: Deps, actor: Actor, input: PutDraft): Promise<PutResult> {
  requirePermission(actor, 'workflow:edit');
  if (input.publish) requirePermission(actor, 'workflow:publish');
  const document = readDocument(input.document, input.name);
  const revision = await writeDraft(deps, actor, document, input.ifRevision);
  if (input.publish) await publishWorkflow(deps, actor, { name: input.name, revision, note: '' });
  const { publishedVersion } = await findWorkflow(deps, actor, input.name);
  return { name: input.name, revision, version: publishedVersion, problems: await problemsOf(deps, actor, document) };
}

/** Without a revision to match, the last writer wins, so a lost race is tried again. */
async function writeDraft(
  deps: Deps,
  actor: Actor,
  document: WorkflowDocument,
  ifRevision: number | null,
): Promise<number> {
  const { name } = document.metadata;
  for (;;) {
    if (ifRevision === null && (await insertWorkflow(deps, actor, document))) return 1;
    const current = await findWorkflow(deps, actor, name);
    if (ifRevision !== null && ifRevision !== current.revision) throw staleRevision(current.revision);
    const revision = await replaceDraft(deps, actor, current.id, current.revision, document);
    if (revision !== null) return revision;
  }
}

function staleRevision(revision: number): FermataError {
  return new FermataError('CONFLICT', `The draft is at revision ${revision} by now. Nothing was changed.`, {
    details: { revision },
  });
}
