import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Pool } from '#server/db/pool.ts';

const PAGE = 5_000;

/** The last snapshot of a run, and the events after it in order. */
export async function loadRun(pool: Pool, runId: string): Promise<{ snapshot: RunState | null; tail: RunEvent[] }> {
  const found = await pool.query<{ state: RunState }>({
    name: 'snapshot',
    text: 'SELECT state FROM run_snapshot WHERE run_id = $1 AND v = 1',
    values: [runId],
  });
  const snapshot = found.rows[0]?.state ?? null;
  const tail: RunEvent[] = [];
  for (let after = snapshot?.seq ?? 0; ; ) {
    const page = await readEvents(pool, runId, after);
    tail.push(...page);
    if (page.length < PAGE) return { snapshot, tail };
    after = page.at(-1)?.seq ?? after;
  }
}

async function readEvents(pool: Pool, runId: string, after: number): Promise<RunEvent[]> {
  const { rows } = await pool.query<{ seq: number; at: Date; v: 1; type: string; body: object }>({
    name: 'events',
    text: `SELECT seq, at, v, type, body FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT ${PAGE}`,
    values: [runId, after],
  });
  // Written by this module's counterpart from a RunEvent, so read as one.
  return rows.map(({ seq, at, v, type, body }) => ({ ...body, type, seq, at: at.toISOString(), v }) as RunEvent);
}

/** The values of artifacts by id. */
export async function loadValues(pool: Pool, refs: string[]): Promise<Map<string, Json>> {
  const { rows } = await pool.query<{ id: string; value: Json }>('SELECT id, value FROM artifact WHERE id = ANY($1)', [
    refs,
  ]);
  return new Map(rows.map((row) => [row.id, row.value]));
}
