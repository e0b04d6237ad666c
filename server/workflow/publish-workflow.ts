import { FermataError } from '#core/errors.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Problem } from '#core/graph/problem.ts';
import { publishProblems } from '#core/graph/validate.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { approverProblems } from '#server/approval/approver-problems.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { storableText } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { secretProblems } from '#server/secret/secret-problems.ts';
import type { PublishInput } from './workflow.schema.ts';
import {
  announceWorkflow,
  findWorkflow,
  insertSnapshot,
  refuseArchived,
  type WorkflowRow,
} from './workflow-repository.ts';

/** Everything that is wrong or doubtful in a document that is to be published, what only this workspace can tell included. */
export async function problemsOf(
  deps: Pick<Deps, 'prisma'>,
  actor: Actor,
  document: WorkflowDocument,
): Promise<Problem[]> {
  return [
    ...publishProblems(document, nodeDefinitions),
    ...(await approverProblems(deps, actor.workspaceId, document)),
    ...(await secretProblems(deps, actor.workspaceId, document)),
  ];
}

/** @throws FermataError INVALID_WORKFLOW with the problems, when one of them is an error. */
export function refuseErrors(problems: Problem[], what: string): void {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (errors === 0) return;
  const count = errors === 1 ? 'a problem' : `${errors} problems`;
  throw new FermataError('INVALID_WORKFLOW', `The workflow has ${count} to fix before it can be ${what}.`, {
    details: problems,
  });
}

/**
 * Makes the draft at `revision` the next immutable version. Publishing what is published already changes nothing and
 * answers its number.
 * @throws FermataError CONFLICT when the draft moved on or the workflow is archived; INVALID_WORKFLOW with the problems.
 */
export async function publishWorkflow(deps: Deps, actor: Actor, input: PublishInput): Promise<{ version: number }> {
  requirePermission(actor, 'workflow:publish');
  const draft = await findWorkflow(deps, actor, input.name);
  refuseArchived(draft);
  if (draft.revision !== input.revision) throw staleRevision(draft.revision);
  refuseErrors(await problemsOf(deps, actor, draft.draft), 'published');
  return withTransaction(deps.pool, async (client) => {
    const current = await lockWorkflow(client, draft.id);
    if (current.revision !== input.revision) throw staleRevision(current.revision);
    const { version, isNew } = await appendVersion(client, actor, current, { document: draft.draft, note: input.note });
    if (!isNew) return { version };
    await recordAudit(deps, client, actor, {
      action: 'workflow.published',
      target: { type: 'workflow', id: draft.id, name: draft.title },
      details: { version, revision: input.revision, note: input.note },
    });
    return { version };
  });
}

/**
 * Makes a document the published version, in the caller's transaction, unless it is that already.
 * @param workflow as {@link lockWorkflow} gave it
 */
export async function appendVersion(
  client: PoolClient,
  actor: Actor,
  workflow: PublishState,
  { document, note }: { document: WorkflowDocument; note: string },
): Promise<{ version: number; isNew: boolean }> {
  const { id, publishedVersion, publishedHash } = workflow;
  const hash = await insertSnapshot(client, actor.workspaceId, document);
  if (publishedVersion !== null && publishedHash === hash) return { version: publishedVersion, isNew: false };
  const version = (publishedVersion ?? 0) + 1;
  await client.query(
    'INSERT INTO workflow_version (workflow_id, number, graph_hash, note, published_by) VALUES ($1, $2, $3, $4, $5)',
    [id, version, hash, storableText(note), actor.user.id],
  );
  await client.query('UPDATE workflow SET published_version = $2 WHERE id = $1', [id, version]);
  await announceWorkflow(client, id);
  return { version, isNew: true };
}

function staleRevision(revision: number): FermataError {
  return new FermataError('CONFLICT', 'Somebody changed the draft meanwhile. Look at it again before publishing.', {
    details: { revision },
  });
}

interface PublishState {
  id: string;
  revision: number;
  publishedVersion: number | null;
  publishedHash: string | null;
}

/**
 * Two publishes at once take turns, so version numbers have no gaps and no doubles. The version is read in a statement
 * of its own: one that waited for the lock would still see the versions from before it waited.
 * @throws FermataError CONFLICT when it was archived, NOT_FOUND when it was deleted before the lock was free.
 */
export async function lockWorkflow(client: PoolClient, workflowId: string): Promise<PublishState> {
  const { rows } = await client.query<Omit<PublishState, 'publishedHash'> & Pick<WorkflowRow, 'title' | 'archivedAt'>>(
    `SELECT id, title, archived_at AS "archivedAt", revision, published_version AS "publishedVersion"
     FROM workflow WHERE id = $1 FOR UPDATE`,
    [workflowId],
  );
  const workflow = rows[0];
  if (!workflow) throw notFound('workflow');
  refuseArchived(workflow);
  const published = await client.query<{ hash: string }>(
    'SELECT graph_hash AS hash FROM workflow_version WHERE workflow_id = $1 AND number = $2',
    [workflowId, workflow.publishedVersion],
  );
  return { ...workflow, publishedHash: published.rows[0]?.hash ?? null };
}
