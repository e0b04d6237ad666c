import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Pool } from '#server/db/pool.ts';

const PAGE = 5_000;

export interface LoadedRun {
  snapshot: RunState | null;
  tail: RunEvent[];
}

/**
 * The last snapshots of these runs, and the events after them in order, run by run as they were asked for.
 * A run of many events is read on in pages of its own.
 */
export async function loadRuns(pool: Pool, runIds: readonly string[]): Promise<LoadedRun[]> {
  // A run's snapshot comes as its first row, so that runs are nearly always one round trip.
  const { rows } = await pool.query<EventRow & { run_id: string; state: RunState | null }>({
    name: 'load',
    text: `SELECT w.id AS run_id, e.*
           FROM unnest($1::uuid[]) AS w(id) LEFT JOIN run_snapshot s ON s.run_id = w.id AND s.v = 1
           CROSS JOIN LATERAL (
             SELECT s.seq, NULL::timestamptz AS at, NULL::int AS v, NULL::text AS type, NULL::jsonb AS body, s.state
             WHERE s.seq IS NOT NULL
             UNION ALL (
               SELECT seq, at, v, type, body, NULL FROM run_event
               WHERE run_id = w.id AND seq > coalesce(s.seq, 0) ORDER BY seq LIMIT ${PAGE})) AS e`,
    values: [[...new Set(runIds)]],
  });
  const byRun = Map.groupBy(rows, (row) => row.run_id);
  return Promise.all(runIds.map((runId) => loadedOf(pool, runId, byRun.get(runId) ?? [])));
}

async function loadedOf(
  pool: Pool,
  runId: string,
  rows: (EventRow & { state: RunState | null })[],
): Promise<LoadedRun> {
  const snapshot = rows[0]?.state ?? null;
  const tail = (snapshot ? rows.slice(1) : rows).map(eventOf);
  for (let page = tail.length; page >= PAGE; ) {
    const more = await readEvents(pool, runId, tail.at(-1)?.seq ?? 0);
    tail.push(...more);
    page = more.length;
  }
  return { snapshot, tail };
}

interface EventRow {
  seq: number;
  at: Date;
  v: 1;
  type: string;
  body: object;
}

/** Written from a RunEvent by this module's counterpart, so read as one. */
function eventOf({ seq, at, v, type, body }: EventRow): RunEvent {
  return { ...body, type, seq, at: at.toISOString(), v } as RunEvent;
}

async function readEvents(pool: Pool, runId: string, after: number): Promise<RunEvent[]> {
  const { rows } = await pool.query<EventRow>(
    `SELECT seq, at, v, type, body FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT ${PAGE}`,
    [runId, after],
  );
  return rows.map(eventOf);
}

/** The values of artifacts by id. */
export async function loadValues(pool: Pool, refs: string[]): Promise<Map<string, Json>> {
  const { rows } = await pool.query<{ id: string; value: Json }>('SELECT id, value FROM artifact WHERE id = ANY($1)', [
    refs,
  ]);
  return new Map(rows.map((row) => [row.id, row.value]));
}
