import type { Json, Stored } from '#core/json.ts';
import type { RunError } from '#core/run/events.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { decodeCursor, encodeCursor } from './list-runs.ts';
import type { DeadLetter, DeadLettersInput } from './run.schema.ts';
import { OUTCOME_UNKNOWN } from './outcome-unknown.ts';

const DEFAULT_LIMIT = 50;
const PREVIEW_CHARS = 160;

/**
 * Failures that nobody has handled, and nodes of which nobody knows what they did. A failed run leaves the list when it
 * is dismissed or archived, and when it is run again: should that fail, it is the new run that stands here. Test runs
 * of a draft are looked at by who tests.
 */
const IS_DEAD_LETTER = `
  r.workspace_id = $1 AND r.version IS NOT NULL AND r.archived_at IS NULL AND (
    (r.status = 'failed' AND r.dismissed_at IS NULL
      AND NOT EXISTS (SELECT FROM run next WHERE next.redrive_of = r.id AND next.status <> 'cancelled'))
    OR ${OUTCOME_UNKNOWN})`;

interface Row {
  id: string;
  name: string;
  title: string;
  version: number;
  status: string;
  simulated: boolean;
  input: Stored;
  error: RunError | null;
  key: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

/** The newest first, a page at a time. */
export async function listDeadLetters(
  deps: Deps,
  actor: Actor,
  input: DeadLettersInput,
): Promise<{ items: DeadLetter[]; nextCursor: string | null }> {
  requirePermission(actor, 'run:view');
  const limit = input.limit ?? DEFAULT_LIMIT;
  const cursor = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const { rows } = await deps.pool.query<Row>(
    `SELECT r.id, w.name, w.title, r.version, r.status, r.simulated, r.input, r.error, r.created_at AS "createdAt",
            r.ended_at AS "endedAt",
            CASE WHEN r.status = 'failed' THEN
              (SELECT e.body->>'key' FROM run_event e
               WHERE e.run_id = r.id AND e.seq = r.last_seq AND e.type = 'run.failed')
            ELSE (SELECT n.key FROM node_run n WHERE n.run_id = r.id AND n.status = 'waiting' AND EXISTS (
                SELECT FROM run_event e WHERE e.run_id = r.id AND e.key = n.key AND e.type = 'node.waiting'
                  AND e.body->>'reason' = 'outcome_unknown') LIMIT 1)
            END AS key
     FROM run r JOIN workflow w ON w.id = r.workflow_id
     WHERE ${IS_DEAD_LETTER}
       AND ($2::timestamptz IS NULL OR (r.created_at, r.id) < ($2::timestamptz, $3::uuid))
     ORDER BY r.created_at DESC, r.id DESC
     LIMIT $4`,
    [actor.workspaceId, cursor?.at ?? null, cursor?.id ?? null, limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(toItem),
    nextCursor: rows.length > limit && last ? encodeCursor(last.createdAt, last.id) : null,
  };
}

/** How many there are. */
export async function countDeadLetters(deps: Deps, actor: Actor): Promise<{ count: number }> {
  requirePermission(actor, 'run:view');
  const { rows } = await deps.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM run r WHERE ${IS_DEAD_LETTER}`,
    [actor.workspaceId],
  );
  return { count: rows[0]?.count ?? 0 };
}

function toItem({ name, title, status, input, createdAt, endedAt, ...row }: Row): DeadLetter {
  const waits = status !== 'failed';
  return {
    ...row,
    workflow: { name, title },
    kind: waits ? 'outcome_unknown' : 'failed',
    error: waits ? null : row.error,
    input: 'ref' in input ? null : previewOf(input.value),
    at: (endedAt ?? createdAt).toISOString(),
  };
}

function previewOf(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS)}…` : text;
}
