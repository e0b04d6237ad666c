import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Pool } from '#server/db/pool.ts';

const PAGE = 5_000;

/** The last snapshot of a run, and the events after it in order. */
export async function loadRun(pool: Pool, runId: string): Promise<{ snapshot: RunState | null; tail: RunEvent[] }> {
  // The snapshot comes as the first row, so that a run is nearly always one round trip.
  const { rows } = await pool.query<EventRow & { state: RunState | null }>({
    name: 'load',
    text: `WITH snapshot AS (SELECT seq, state FROM run_snapshot WHERE run_id = $1 AND v = 1)
           SELECT seq, NULL AS at, NULL AS v, NULL AS type, NULL AS body, state FROM snapshot
           UNION ALL (
             SELECT seq, at, v, type, body, NULL FROM run_event
             WHERE run_id = $1 AND seq > coalesce((SELECT seq FROM snapshot), 0) ORDER BY seq LIMIT ${PAGE})`,
    values: [runId],
  });
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
