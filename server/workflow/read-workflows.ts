import type { z } from 'zod';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { personsById } from '#server/account/members.ts';
import { can, requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { NEEDS_PERSON } from '#server/run/outcome-unknown.ts';
import { runStatusSchema } from '#server/run/run.schema.ts';
import { documentHash } from './hash.ts';
import { findSnapshot, findVersion, findWorkflow } from './workflow-repository.ts';
import type { versionListItem, versionOutput, WorkflowListItem, WorkflowOutput } from './workflow.schema.ts';

interface ListRow {
  name: string;
  title: string;
  description: string;
  revision: number;
  publishedVersion: number | null;
  updatedAt: Date;
  updatedBy: string;
  draft: WorkflowDocument;
  runId: string | null;
  runStatus: string | null;
  runCreatedAt: Date | null;
  runNeedsPerson: boolean | null;
}

/** The workflows in use, or the archived ones; the last changed one first, each with its last run. */
export async function listWorkflows(
  deps: Deps,
  actor: Actor,
  { archived = false }: { archived?: boolean | undefined } = {},
): Promise<WorkflowListItem[]> {
  requirePermission(actor, 'workflow:view');
  const { rows } = await deps.pool.query<ListRow>(
    `SELECT w.name, w.title, w.description, w.revision, w.published_version AS "publishedVersion",
            w.updated_at AS "updatedAt", w.updated_by AS "updatedBy", w.draft,
            r.id AS "runId", r.status AS "runStatus", r.created_at AS "runCreatedAt",
            ${NEEDS_PERSON} AS "runNeedsPerson"
     FROM workflow w
     LEFT JOIN LATERAL (
       SELECT * FROM run WHERE workflow_id = w.id ORDER BY created_at DESC LIMIT 1
     ) r ON true
     WHERE w.workspace_id = $1 AND (w.archived_at IS NOT NULL) = $2
     ORDER BY w.updated_at DESC, w.name`,
    [actor.workspaceId, archived],
  );
  const person = await personsById(
    deps,
    rows.map((row) => row.updatedBy),
  );
  return rows.map(({ draft, runId, runStatus, runCreatedAt, runNeedsPerson, ...row }) => ({
    ...row,
    document: draft,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: person(row.updatedBy),
    lastRun:
      runId && runCreatedAt
        ? {
            id: runId,
            status: runStatusSchema.parse(runStatus),
            createdAt: runCreatedAt.toISOString(),
            needsPerson: runNeedsPerson === true,
          }
        : null,
  }));
}

/** One workflow with its draft. */
export async function getWorkflow(deps: Deps, actor: Actor, input: { name: string }): Promise<WorkflowOutput> {
  requirePermission(actor, 'workflow:view');
  const row = await findWorkflow(deps, actor, input.name);
  const published = row.publishedVersion === null ? null : await findVersion(deps, row.id, row.publishedVersion);
  const person = await personsById(deps, [row.updatedBy]);
  return {
    name: row.name,
    title: row.title,
    document: row.draft,
    revision: row.revision,
    publishedVersion: row.publishedVersion,
    publishedHash: published?.graphHash ?? null,
    hasUnpublishedChanges: published?.graphHash !== documentHash(row.draft),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: person(row.updatedBy),
    archived: row.archivedAt !== null,
    permissions: {
      edit: can(actor, 'workflow:edit'),
      publish: can(actor, 'workflow:publish'),
      start: can(actor, 'run:start'),
    },
  };
}

/** Published versions, the newest first. */
export async function listVersions(
  deps: Deps,
  actor: Actor,
  input: { name: string },
): Promise<z.infer<typeof versionListItem>[]> {
  requirePermission(actor, 'workflow:view');
  const workflow = await findWorkflow(deps, actor, input.name);
  const rows = await deps.prisma.workflowVersion.findMany({
    where: { workflowId: workflow.id },
    orderBy: { number: 'desc' },
  });
  const person = await personsById(
    deps,
    rows.map((row) => row.publishedBy),
  );
  return rows.map((row) => ({
    number: row.number,
    note: row.note,
    by: person(row.publishedBy),
    at: row.publishedAt.toISOString(),
    hash: row.graphHash,
  }));
}

/** @throws FermataError NOT_FOUND */
export async function getVersion(
  deps: Deps,
  actor: Actor,
  input: { name: string; number: number },
): Promise<z.infer<typeof versionOutput>> {
  requirePermission(actor, 'workflow:view');
  const workflow = await findWorkflow(deps, actor, input.name);
  const row = await findVersion(deps, workflow.id, input.number);
  const person = await personsById(deps, [row.publishedBy]);
  return {
    number: row.number,
    document: await findSnapshot(deps, actor.workspaceId, row.graphHash),
    note: row.note,
    by: person(row.publishedBy),
    at: row.publishedAt.toISOString(),
  };
}
