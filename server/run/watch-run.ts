import type { Pool } from '#server/db/pool.ts';
import type { Deps } from '#server/deps.ts';
import type { RunUpdate } from './run.schema.ts';
import { readEventPage } from './run-repository.ts';

/** Hints can get lost with their connection: look by ourselves this often. */
const POLL_MS = 2_000;

/**
 * Everything that happens to a run after `afterSeq`, in order, each event once, until its final event.
 * It subscribes first and reads rows by `seq` afterwards: what is committed between the two is not missed, and the
 * cursor keeps what is seen twice from being told twice. It reads on only when it is asked for more, so a slow client
 * costs one page of events. The caller has checked that the run may be seen.
 */
export async function* watchRun(
  deps: Pick<Deps, 'pool' | 'live'>,
  runId: string,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<RunUpdate, void> {
  const hints = deps.live.watchRun(runId);
  const deltas = new DeltaReader(deps.pool, runId);
  let seq = afterSeq;
  try {
    while (!signal.aborted) {
      const { events, isFull } = await readEventPage(deps.pool, runId, seq);
      for (const event of events) {
        seq = event.seq;
        yield { kind: 'event', event };
        if (isFinal(event.type)) return;
      }
      if (isFull) continue;
      // After the events: text that is read now belongs to an attempt the client already knows.
      yield* await deltas.read();
      if (events.length === 0 && seq > 0 && (await isOver(deps.pool, runId, seq))) return;
      await hints.next(POLL_MS, signal);
    }
  } finally {
    hints.close();
  }
}

function isFinal(type: string): boolean {
  return type === 'run.succeeded' || type === 'run.failed' || type === 'run.cancelled';
}

/** A client that comes back after the final event would wait for ever. */
async function isOver(pool: Pool, runId: string, seq: number): Promise<boolean> {
  const { rowCount } = await pool.query(`SELECT 1 FROM run WHERE id = $1 AND phase = 'final' AND last_seq <= $2`, [
    runId,
    seq,
  ]);
  return rowCount === 1;
}

/** Reads streaming text piece by piece, from where each attempt was left. */
class DeltaReader {
  readonly #pool: Pool;
  readonly #runId: string;
  readonly #seen = new Map<string, { key: string; attempt: number; end: number }>();

  constructor(pool: Pool, runId: string) {
    this.#pool = pool;
    this.#runId = runId;
  }

  async read(): Promise<RunUpdate[]> {
    const seen = [...this.#seen.values()];
    const { rows } = await this.#pool.query<{ key: string; attempt: number; offset: number; text: string }>(
      `SELECT d.key, d.attempt, d."offset", d.text
       FROM run_delta d
       LEFT JOIN unnest($2::text[], $3::int[], $4::int[]) AS seen (key, attempt, "end")
         ON seen.key = d.key AND seen.attempt = d.attempt
       WHERE d.run_id = $1 AND d."offset" >= coalesce(seen."end", 0)
       ORDER BY d.key, d.attempt, d."offset"`,
      [this.#runId, seen.map((row) => row.key), seen.map((row) => row.attempt), seen.map((row) => row.end)],
    );
    return rows.map((row) => {
      const { key, attempt, offset, text } = row;
      this.#seen.set(`${key} ${attempt}`, { key, attempt, end: offset + text.length });
      return { kind: 'delta', key, attempt, offset, text };
    });
  }
}
