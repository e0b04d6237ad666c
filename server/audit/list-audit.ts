import type { JsonObject } from '#core/json.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { isId } from '#server/ids.ts';
import { actionsOf } from './audit-actions.ts';
import { SYSTEM_ACTOR, type AuditEntry, type AuditFilter, type ListAuditInput } from './audit.schema.ts';

const DEFAULT_LIMIT = 50;
const EXPORT_PAGE = 1_000;

interface Row {
  seq: number;
  at: Date;
  via: string;
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string;
  targetName: string;
  details: JsonObject;
  hash: string;
}

type AuditDeps = Pick<Deps, 'pool'>;

/** Entries of the workspace's log, the newest first, a page at a time. */
export async function listAudit(
  deps: AuditDeps,
  actor: Actor,
  { before, limit = DEFAULT_LIMIT, ...filter }: ListAuditInput,
): Promise<{ items: AuditEntry[]; nextBefore: number | null }> {
  requirePermission(actor, 'audit:view');
  const rows = await readPage(deps, actor, filter, { before: before ?? null, limit: limit + 1 });
  const items = await toEntries(deps, actor, rows.slice(0, limit));
  return { items, nextBefore: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

/**
 * The same entries, all of them, in pages. What is written meanwhile is newer than the first page and not in it.
 * The permission is checked before the first page is asked for.
 */
export function exportAudit(
  deps: AuditDeps,
  actor: Actor,
  filter: AuditFilter,
): AsyncGenerator<AuditEntry[], undefined> {
  requirePermission(actor, 'audit:view');
  return pagesOf(deps, actor, filter);
}

async function* pagesOf(deps: AuditDeps, actor: Actor, filter: AuditFilter): AsyncGenerator<AuditEntry[], undefined> {
  for (let before: number | null = null; ; ) {
    const rows = await readPage(deps, actor, filter, { before, limit: EXPORT_PAGE });
    if (rows.length > 0) yield await toEntries(deps, actor, rows);
    before = rows.at(-1)?.seq ?? null;
    if (rows.length < EXPORT_PAGE) return;
  }
}

/** Everybody who is in the log, by the name they had last. */
export async function listAuditActors(deps: AuditDeps, actor: Actor): Promise<{ id: string; name: string }[]> {
  requirePermission(actor, 'audit:view');
  const { rows } = await deps.pool.query<{ id: string; name: string }>(
    `SELECT id, name FROM (
       SELECT DISTINCT ON (actor_id) actor_id AS id, actor_name AS name FROM audit_entry
       WHERE workspace_id = $1 AND actor_id IS NOT NULL ORDER BY actor_id, seq DESC) AS people
     ORDER BY name, id`,
    [actor.workspaceId],
  );
  return rows;
}

async function readPage(
  deps: AuditDeps,
  actor: Actor,
  filter: AuditFilter,
  page: { before: number | null; limit: number },
): Promise<Row[]> {
  const target = filter.target?.trim() || null;
  const { rows } = await deps.pool.query<Row>(
    `SELECT seq, at, via, actor_id AS "actorId", actor_name AS "actorName", action, target_type AS "targetType",
            target_id AS "targetId", target_name AS "targetName", details, hash
     FROM audit_entry
     WHERE workspace_id = $1
       AND ($2::int IS NULL OR seq < $2)
       AND ($3::text IS NULL OR CASE WHEN $3 = '${SYSTEM_ACTOR}' THEN actor_id IS NULL ELSE actor_id = $3 END)
       AND ($4::text[] IS NULL OR action = ANY($4))
       AND ($5::text IS NULL OR target_id = $5 OR strpos(lower(target_name), lower($5)) > 0)
       AND ($6::timestamptz IS NULL OR at >= $6)
       AND ($7::timestamptz IS NULL OR at < $7)
     ORDER BY seq DESC LIMIT $8`,
    [
      actor.workspaceId,
      page.before,
      filter.by ?? null,
      filter.group ? actionsOf(filter.group) : null,
      target,
      filter.from ?? null,
      filter.until ?? null,
      page.limit,
    ],
  );
  return rows;
}

async function toEntries(deps: AuditDeps, actor: Actor, rows: Row[]): Promise<AuditEntry[]> {
  const hrefs = await hrefsOf(deps, actor, rows);
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    via: row.via,
    actor: { id: row.actorId, name: row.actorName },
    action: row.action,
    target: { type: row.targetType, id: row.targetId, name: row.targetName, href: hrefOf(row, hrefs) },
    details: row.details,
    hash: row.hash,
  }));
}

/** By id, the addresses of the workflows, runs and approvals that are still there. */
async function hrefsOf(deps: AuditDeps, actor: Actor, rows: Row[]): Promise<Map<string, string>> {
  const ids = new Set(rows.map((row) => row.targetId).filter(isId));
  if (ids.size === 0) return new Map();
  const { rows: found } = await deps.pool.query<{ id: string; href: string }>(
    `SELECT id, '/workflows/' || name AS href FROM workflow WHERE workspace_id = $1 AND id = ANY($2::uuid[])
     UNION ALL SELECT id, '/runs/' || id FROM run WHERE workspace_id = $1 AND id = ANY($2::uuid[])
     UNION ALL SELECT id, '/approvals/' || id FROM approval WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [actor.workspaceId, [...ids]],
  );
  return new Map(found.map(({ id, href }) => [id, href]));
}

const PAGES: Readonly<Record<string, string>> = {
  workspace: '/settings/general',
  member: '/settings/members',
  key: '/settings/api-keys',
  secret: '/settings/secrets',
  provider: '/settings/models',
  model: '/settings/models',
};

function hrefOf({ targetType, targetId }: Row, hrefs: Map<string, string>): string | null {
  return PAGES[targetType] ?? hrefs.get(targetId) ?? null;
}
