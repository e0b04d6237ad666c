import { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { triggerSchema } from '#core/run/events.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { type QueueReason, readQueueReasons } from './queue-place.ts';
import { OUTCOME_UNKNOWN } from './outcome-unknown.ts';
import { type ListRunsInput, runStatusSchema, type RunListItem } from './run.schema.ts';

const DEFAULT_LIMIT = 50;

interface Row {
  id: string;
  name: string;
  title: string;
  version: number | null;
  status: string;
  simulated: boolean;
  trigger: unknown;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
  gate: string | null;
  hasTimer: boolean;
  isUnknown: boolean;
}

/** Runs of the workspace, the newest first, a page at a time. */
export async function listRuns(
  deps: Deps,
  actor: Actor,
  input: ListRunsInput,
): Promise<{ items: RunListItem[]; nextCursor: string | null }> {
  requirePermission(actor, 'run:view');
  const limit = input.limit ?? DEFAULT_LIMIT;
  const cursor = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const { rows } = await deps.pool.query<Row>(
    `SELECT r.id, w.name, w.title, r.version, r.status, r.simulated, r.trigger, r.created_at AS "createdAt",
            r.started_at AS "startedAt", r.ended_at AS "endedAt", r.input_tokens AS "inputTokens",
            r.output_tokens AS "outputTokens", r.cost_usd AS "costUsd",
            CASE WHEN r.status = 'waiting' THEN
              (SELECT a.title FROM approval a WHERE a.run_id = r.id AND a.status = 'pending' ORDER BY a.created_at LIMIT 1)
            END AS gate,
            r.status = 'waiting' AND EXISTS (SELECT FROM timer t WHERE t.run_id = r.id AND t.key <> '') AS "hasTimer",
            ${OUTCOME_UNKNOWN} AS "isUnknown"
     FROM run r JOIN workflow w ON w.id = r.workflow_id
     WHERE r.workspace_id = $1
       AND ($2::text IS NULL OR w.name = $2)
       AND ($3::text IS NULL OR r.status = $3)
       AND (r.archived_at IS NOT NULL) = $7
       AND ($4::timestamptz IS NULL OR (r.created_at, r.id) < ($4::timestamptz, $5::uuid))
     ORDER BY r.created_at DESC, r.id DESC
     LIMIT $6`,
    [
      actor.workspaceId,
      input.workflow ?? null,
      input.status ?? null,
      cursor?.at ?? null,
      cursor?.id ?? null,
      limit + 1,
      input.view === 'archived',
    ],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const queued = items.filter((row) => row.status === 'queued').map((row) => row.id);
  const reasons = await readQueueReasons(deps.pool, queued);
  return {
    items: items.map((row) => toItem(row, reasons.get(row.id) ?? null)),
    nextCursor: rows.length > limit && last ? encodeCursor(last.createdAt, last.id) : null,
  };
}

function toItem({ name, title, gate, hasTimer, isUnknown, ...row }: Row, queued: QueueReason | null): RunListItem {
  return {
    ...row,
    workflow: { name, title },
    status: runStatusSchema.parse(row.status),
    trigger: triggerSchema.parse(row.trigger),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    queued,
    needsPerson: row.status === 'waiting' && (gate !== null || isUnknown),
    waitingFor:
      row.status === 'waiting'
        ? (gate ?? (isUnknown ? 'somebody to say what happened' : hasTimer ? 'a set time' : 'an answer'))
        : null,
  };
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export function encodeCursor(at: Date, id: string): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');
}

/** @throws FermataError VALIDATION for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): { at: string; id: string } {
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { at, id };
  } catch (cause) {
    throw new FermataError('VALIDATION', 'This cursor is not valid.', {
      details: [{ path: ['cursor'], message: 'Use the nextCursor of an earlier answer.' }],
      cause,
    });
  }
}
