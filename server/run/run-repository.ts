import type { Json, Stored } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState, RunStatus } from '#core/run/state.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { Pool } from '#server/db/pool.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';
import { runStatusSchema } from './run.schema.ts';

export interface RunRow {
  id: string;
  workspaceId: string;
  workflow: { name: string; title: string };
  version: number | null;
  graphHash: string;
  status: RunStatus;
  simulated: boolean;
  createdAt: Date;
  archivedAt: Date | null;
}

/** @throws FermataError NOT_FOUND also for a run of another workspace. */
export async function findRun(deps: Pick<Deps, 'prisma'>, actor: Actor, id: string): Promise<RunRow> {
  const row = await deps.prisma.run.findFirst({
    where: { id: requireId(id, 'run'), workspaceId: actor.workspaceId },
    select: {
      id: true,
      workspaceId: true,
      workflow: { select: { name: true, title: true } },
      version: true,
      graphHash: true,
      status: true,
      simulated: true,
      createdAt: true,
      archivedAt: true,
    },
  });
  if (!row) throw notFound('run');
  return { ...row, status: runStatusSchema.parse(row.status) };
}

/** Runs that go on from this one, the last one first. */
export async function findRedrives(
  deps: Pick<Deps, 'prisma'>,
  runId: string,
): Promise<{ id: string; status: RunStatus }[]> {
  const rows = await deps.prisma.run.findMany({
    where: { redriveOf: runId },
    orderBy: { createdAt: 'desc' },
    select: { id: true, status: true },
  });
  return rows.map(({ id, status }) => ({ id, status: runStatusSchema.parse(status) }));
}

interface EventRow {
  seq: number;
  at: Date;
  v: number;
  type: string;
  body: object;
}

/** Journal events after `seq`, in order. They were checked when they were written. */
export async function readEvents(pool: Pool, runId: string, afterSeq: number, limit: number): Promise<RunEvent[]> {
  const { rows } = await pool.query<EventRow>(
    'SELECT seq, at, v, type, body FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [runId, afterSeq, limit],
  );
  return rows.map(eventOf);
}

function eventOf({ at, body, ...head }: EventRow): RunEvent {
  return { ...body, ...head, at: at.toISOString() } as RunEvent;
}

/** What one reader of a live run holds in memory: so many events, and about so many bytes of them. */
const LIVE_PAGE = 500;
const LIVE_PAGE_BYTES = 512 * 1024;

/**
 * The next journal events after `seq` for somebody who reads at their own speed; `isFull` says that more may be there.
 * One event can be larger than the page, and comes alone then.
 */
export async function readEventPage(
  pool: Pool,
  runId: string,
  afterSeq: number,
): Promise<{ events: RunEvent[]; isFull: boolean }> {
  const { rows } = await pool.query<EventRow & { bytes: string }>({
    name: 'event_page',
    text: `SELECT seq, at, v, type, body, bytes
           FROM (SELECT seq, at, v, type, body, pg_column_size(body) AS own,
                        sum(pg_column_size(body)) OVER (ORDER BY seq) AS bytes
                 FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page
           WHERE bytes - own < $4 ORDER BY seq`,
    values: [runId, afterSeq, LIVE_PAGE, LIVE_PAGE_BYTES],
  });
  const isFull = rows.length === LIVE_PAGE || Number(rows.at(-1)?.bytes ?? 0) >= LIVE_PAGE_BYTES;
  return { events: rows.map(({ bytes: _bytes, ...row }) => eventOf(row)), isFull };
}

const PAGE = 2_000;

/** The whole journal. */
export async function readAllEvents(pool: Pool, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (;;) {
    const page = await readEvents(pool, runId, events.at(-1)?.seq ?? 0, PAGE);
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}

/** The cached fold, if there is one. */
export async function readSnapshotState(pool: Pool, runId: string): Promise<RunState | null> {
  const { rows } = await pool.query<{ state: RunState }>('SELECT state FROM run_snapshot WHERE run_id = $1 AND v = 1', [
    runId,
  ]);
  return rows[0]?.state ?? null;
}

/** The values behind references, by reference. Unknown ones are left out. */
export async function readArtifacts(pool: Pool, runId: string, refs: readonly string[]): Promise<Map<string, Json>> {
  if (refs.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; value: Json }>(
    'SELECT id, value FROM artifact WHERE run_id = $1 AND id = ANY($2::uuid[])',
    [runId, [...new Set(refs)]],
  );
  return new Map(rows.map((row) => [row.id, row.value]));
}

/** The references among stored values. */
export function refsOf(stored: Iterable<Stored | undefined>): string[] {
  const refs: string[] = [];
  for (const value of stored) if (value && 'ref' in value) refs.push(value.ref);
  return refs;
}
