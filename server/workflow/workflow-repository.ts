import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound } from '#server/ids.ts';
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
}

/** @throws FermataError NOT_FOUND also for a workflow of another workspace. */
export async function findWorkflow(deps: Pick<Deps, 'prisma'>, actor: Actor, name: string): Promise<WorkflowRow> {
  const row = await deps.prisma.workflow.findUnique({
    where: { workspaceId_name: { workspaceId: actor.workspaceId, name } },
  });
  if (!row) throw notFound('workflow');
  return { ...row, draft: row.draft as unknown as WorkflowDocument };
}

/** Inserts a workflow. False when the name is taken. */
export async function insertWorkflow(
  deps: Pick<Deps, 'prisma'>,
  actor: Actor,
  document: WorkflowDocument,
): Promise<boolean> {
  const { count } = await deps.prisma.workflow.createMany({
    data: {
      id: newId(),
      workspaceId: actor.workspaceId,
      ...draftColumns(document),
      createdBy: actor.user.id,
      updatedBy: actor.user.id,
    },
    skipDuplicates: true,
  });
  return count === 1;
}

/**
 * Replaces the draft if it is still at `baseRevision`; one statement, so of several writers one wins.
 * @returns the new revision, or null when somebody was faster.
 */
export async function replaceDraft(
  deps: Pick<Deps, 'prisma'>,
  actor: Actor,
  workflowId: string,
  baseRevision: number,
  document: WorkflowDocument,
): Promise<number | null> {
  const { count } = await deps.prisma.workflow.updateMany({
    where: { id: workflowId, workspaceId: actor.workspaceId, revision: baseRevision },
    data: {
      ...draftColumns(document),
      revision: baseRevision + 1,
      updatedBy: actor.user.id,
      updatedAt: new Date(),
    },
  });
  return count === 1 ? baseRevision + 1 : null;
}

function draftColumns(document: WorkflowDocument) {
  const { name, title, description } = document.metadata;
  return { name, title: title || name, description: description ?? '', draft: document };
}

/** Keeps the document under its hash; versions and runs pin it there. Inside the caller's transaction. */
export async function insertSnapshot(
  client: PoolClient,
  workspaceId: string,
  document: WorkflowDocument,
): Promise<string> {
  const hash = documentHash(document);
  await client.query(
    'INSERT INTO graph_snapshot (workspace_id, hash, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
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
  if (!row) throw notFound('version of this workflow');
  return row;
}
