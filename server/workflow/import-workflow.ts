import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { freeName } from './create-workflow.ts';
import { readDocument } from './read-document.ts';
import { findWorkflow, insertWorkflow } from './workflow-repository.ts';
import type { ImportOutput } from './workflow.schema.ts';

/**
 * Makes a workflow of a document, under the document's own name. A name that is taken changes nothing: the answer says
 * what has it, and one that is free.
 * @param input.name what the document's `metadata.name` is, or shall be.
 * @throws FermataError VALIDATION with the path of everything that is wrong.
 */
export async function importWorkflow(
  deps: Deps,
  actor: Actor,
  input: { name: string; document: unknown },
): Promise<ImportOutput> {
  requirePermission(actor, 'workflow:edit');
  const { name } = input;
  const document = readDocument(input.document, name);
  if (await insertWorkflow(deps, actor, document)) return { status: 'created', name };
  const { title, revision } = await findWorkflow(deps, actor, name);
  return { status: 'taken', title, revision, free: await freeName(deps, actor, name) };
}
