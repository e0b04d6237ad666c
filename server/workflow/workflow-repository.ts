import { FermataError } from '#core/errors.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound } from '#server/ids.ts';
import { WORKFLOW_CHANNEL } from '#server/live/live.ts';
import { documentHash } from './hash.ts';

/** A row of `workflow` with its draft as what it is: it was checked when it was written. */
export interface WorkflowRow {
  id: string;
  name: string;
  title: string;
  draft: WorkflowDocument;
  revision: number;
  publishedVersion: number | null;
  updatedBy: string;
  updatedAt: Date;
  archivedAt: Date | null;
}

/** @throws FermataError NOT_FOUND also for a workflow of another workspace. */
export async function findWorkflow(deps: Pick<Deps, 'prisma'>, actor: Actor, name: string): Promise<WorkflowRow> {
  const row = await deps.prisma.workflow.findUnique({
    where: { workspaceId_name: { workspaceId: actor.workspaceId, name } },
  });
  if (!row) throw notFound('workflow');
  return { ...row, draft: row.draft as unknown as WorkflowDocument };
}

/** A workflow and one of its versions, without its draft. */
export interface PublishedRow extends Pick<WorkflowRow, 'id' | 'name' | 'title' | 'archivedAt'> {
  /** The one that was asked for, else the latest; null when nothing was published yet. */
  version: number | null;
  /** Null when there is no such version. */
  graphHash: string | null;
}

/**
 * A workflow with a version of it, null for the latest, in one statement: programs that start runs do little else.
 * @throws FermataError NOT_FOUND also for a workflow of another workspace.
 */
export async function findPublished(
  { pool }: Pick<Deps, 'pool'>,
  actor: Actor,
  name: string,
  version: number | null,
): Promise<PublishedRow> {
  const { rows } = await pool.query<Omit<PublishedRow, 'version'> & { latest: number | null }>({
    name: 'published_workflow',
    text: `SELECT w.id, w.name, w.title, w.archived_at AS "archivedAt", w.published_version AS latest,
                  v.graph_hash AS "graphHash"
           FROM workflow w
           LEFT JOIN workflow_version v
             ON v.workflow_id = w.id AND v.number = coalesce($3::bigint, w.published_version)
           WHERE w.workspace_id = $1 AND w.name = $2`,
    values: [actor.workspaceId, name, version],
  });
  if (!rows[0]) throw notFound('workflow');
  const { latest, ...workflow } = rows[0];
  return { ...workflow, version: version ?? latest };
}

/** @throws FermataError CONFLICT for what only a workflow may do that is in use. */
export function refuseArchived({ title, archivedAt }: Pick<WorkflowRow, 'title' | 'archivedAt'>): void {
  if (archivedAt !== null) throw archived(title);
}

/** What {@link refuseArchived} throws. */
export function archived(title: string): FermataError {
  return new FermataError('CONFLICT', `"${title}" is archived. Restore it first.`);
}

/** Inserts a workflow. False when the name is taken. */
export async function insertWorkflow(
  deps: Pick<Deps, 'pool' | 'env'>,
  actor: Actor,
  document: WorkflowDocument,
): Promise<boolean> {
  const id = newId();
  return withTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO workflow (id, workspace_id, name, title, description, draft, created_by, updated_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING`,
      [id, actor.workspaceId, ...draftColumns(document), actor.user.id],
    );
    if (rowCount === 0) return false;
    const target = { type: 'workflow', id, name: titleOf(document) } as const;
    await recordAudit(deps, client, actor, { action: 'workflow.created', target });
    return true;
  });
}

/**
 * Replaces the draft if it is still at `baseRevision`; one statement decides, so of several writers one wins.
 * @returns the new revision, or null when somebody was faster.
 */
export async function replaceDraft(
  deps: Pick<Deps, 'pool' | 'env'>,
  actor: Actor,
  workflowId: string,
  baseRevision: number,
  document: WorkflowDocument,
): Promise<number | null> {
  const revision = baseRevision + 1;
  return withTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE workflow SET name = $4, title = $5, description = $6, draft = $7, revision = $8, updated_by = $9,
         updated_at = clock_timestamp()
       WHERE id = $1 AND workspace_id = $2 AND revision = $3`,
      [workflowId, actor.workspaceId, baseRevision, ...draftColumns(document), revision, actor.user.id],
    );
    if (rowCount === 0) return null;
    await announceWorkflow(client, workflowId);
    await noteEdit(deps, client, actor, { id: workflowId, title: titleOf(document), revision });
    return revision;
  });
}

/** Tells whoever has the workflow open, once the transaction is committed, that there is something new. */
export async function announceWorkflow(client: PoolClient, workflowId: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [WORKFLOW_CHANNEL, workflowId]);
}

/**
 * An open editor saves every second. Written down is that somebody began to edit: their first save after somebody
 * else's, and again every ten minutes; the revision says where.
 */
async function noteEdit(
  deps: Pick<Deps, 'env'>,
  client: PoolClient,
  actor: Actor,
  workflow: { id: string; title: string; revision: number },
): Promise<void> {
  const { rows } = await client.query<{ recent: boolean }>(
    `SELECT actor_id = $3 AND via = $4 AND at > clock_timestamp() - interval '10 minutes' AS recent FROM audit_entry
     WHERE workspace_id = $1 AND target_type = 'workflow' AND target_id = $2 AND action = 'workflow.edited'
     ORDER BY seq DESC LIMIT 1`,
    [actor.workspaceId, workflow.id, actor.user.id, actor.via],
  );
  if (rows[0]?.recent) return;
  await recordAudit(deps, client, actor, {
    action: 'workflow.edited',
    target: { type: 'workflow', id: workflow.id, name: workflow.title },
    details: { revision: workflow.revision },
  });
}

/** Name, title, description and draft, in this order. */
function draftColumns(document: WorkflowDocument): [string, string, string, string] {
  const { name, description } = document.metadata;
  return [name, titleOf(document), description ?? '', JSON.stringify(document)];
}

function titleOf({ metadata }: WorkflowDocument): string {
  return metadata.title || metadata.name;
}

/**
 * Keeps the document under its hash; versions and runs pin it there. Inside the caller's transaction. One that is there
 * already becomes young, so that the job which deletes old ones that nothing pins passes it over.
 */
export async function insertSnapshot(
  client: PoolClient,
  workspaceId: string,
  document: WorkflowDocument,
): Promise<string> {
  const hash = documentHash(document);
  await client.query(
    `INSERT INTO graph_snapshot (workspace_id, hash, document) VALUES ($1, $2, $3)
       ON CONFLICT (workspace_id, hash) DO UPDATE SET created_at = now()`,
    [workspaceId, hash, JSON.stringify(document)],
  );
  return hash;
}

const MAX_REMEMBERED = 100;
const remembered = new Map<string, WorkflowDocument>();

/**
 * A pinned document. It never changes, so the last used ones are remembered; the object is shared, and what is derived
 * from it can be kept by it.
 * @throws FermataError NOT_FOUND
 */
export async function findSnapshot(
  deps: Pick<Deps, 'prisma'>,
  workspaceId: string,
  hash: string,
): Promise<WorkflowDocument> {
  const key = `${workspaceId}:${hash}`;
  const known = remembered.get(key);
  const document = known ?? (await readSnapshot(deps, workspaceId, hash));
  // Used again means young again: a map keeps the order in which its keys were set.
  remembered.delete(key);
  remembered.set(key, document);
  const oldest = remembered.size > MAX_REMEMBERED ? remembered.keys().next().value : undefined;
  if (oldest !== undefined) remembered.delete(oldest);
  return document;
}

async function readSnapshot(deps: Pick<Deps, 'prisma'>, workspaceId: string, hash: string): Promise<WorkflowDocument> {
  const row = await deps.prisma.graphSnapshot.findUnique({ where: { workspaceId_hash: { workspaceId, hash } } });
  if (!row) throw notFound('workflow version');
  return row.document as unknown as WorkflowDocument;
}

export interface VersionRow {
  number: number;
  graphHash: string;
  note: string;
  publishedBy: string;
  publishedAt: Date;
}

/** @throws FermataError NOT_FOUND */
export async function findVersion(deps: Pick<Deps, 'prisma'>, workflowId: string, number: number): Promise<VersionRow> {
  const row = await deps.prisma.workflowVersion.findUnique({ where: { workflowId_number: { workflowId, number } } });
  if (!row) throw noVersion();
  return row;
}

/** For a number that no version of the workflow has. */
export function noVersion(): FermataError {
  return notFound('version of this workflow');
}
