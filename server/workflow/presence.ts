import type { Person } from '#server/account/account.schema.ts';
import type { Deps } from '#server/deps.ts';
import { newId } from '#server/ids.ts';
import { WORKFLOW_CHANNEL } from '#server/live/live.ts';

/** A presence counts for so long after it was renewed: a process that died renews none. */
const COUNTS_MS = 45_000;
const RENEW_MS = 15_000;
/** A stream that ends is opened anew by its page every few minutes, which is no coming and going of a person. */
const LEAVES_MS = 8_000;
/** Of one person in one workflow; further tabs work as ever and are not told of. */
const MAX_TABS = 10;
/** Told to each other; further ones work as ever. */
const MAX_TOLD = 100;

/** Somebody else who has the workflow open, or oneself in another tab. */
export interface PresentPerson {
  person: Person;
  tab: string;
  /** What is selected there, as the canvas names it. */
  node: string | null;
}

/**
 * That a tab has a workflow open: as long as its stream lives, which renews it. It is a row, so that it is seen from
 * every web process.
 */
export class Presence {
  readonly #pool: Deps['pool'];
  readonly #place: [workflowId: string, userId: string, tab: string];
  readonly #stream = newId();
  #renewedAtMs = 0;

  constructor({ pool }: Pick<Deps, 'pool'>, place: { workflowId: string; userId: string; tab: string }) {
    this.#pool = pool;
    this.#place = [place.workflowId, place.userId, place.tab];
  }

  /** Begins to count. A stream that the tab had before loses the right to end it. */
  async begin(): Promise<void> {
    await this.#sweep();
    this.#renewedAtMs = performance.now();
    // The lock keeps the workflow there until the row is: a deleted one has nobody in it.
    await this.#pool.query(
      `WITH here AS (SELECT id FROM workflow WHERE id = $1 FOR KEY SHARE),
            told AS (SELECT pg_notify($7, id::text) FROM here)
       INSERT INTO editor_presence AS p (workflow_id, user_id, tab, stream, until)
       SELECT here.id, $2, $3, $4, now() + $5 * interval '1 millisecond' FROM here, told
       WHERE (SELECT count(*) FROM editor_presence o
              WHERE o.workflow_id = $1 AND o.user_id = $2 AND o.tab <> $3 AND o.until > now()) < $6
       ON CONFLICT (workflow_id, user_id, tab) DO UPDATE
         SET stream = excluded.stream, until = excluded.until, node = CASE WHEN p.until > now() THEN p.node END`,
      [...this.#place, this.#stream, COUNTS_MS, MAX_TABS, WORKFLOW_CHANNEL],
    );
  }

  /** Who is here besides this tab, and in how many milliseconds the first of them goes unless they renew. */
  async look(): Promise<{ people: PresentPerson[]; leavesInMs: number }> {
    if (performance.now() - this.#renewedAtMs >= RENEW_MS) await this.#renew();
    const { rows } = await this.#pool.query<Person & { tab: string; node: string | null; leftMs: number }>(
      `SELECT u.id, u.name, p.tab, p.node, ceil(extract(epoch FROM p.until - now()) * 1000)::int AS "leftMs"
       FROM editor_presence p JOIN app_user u ON u.id = p.user_id
       WHERE p.workflow_id = $1 AND NOT (p.user_id = $2 AND p.tab = $3) AND p.until > now()
       ORDER BY u.name, u.id, p.tab LIMIT $4`,
      [...this.#place, MAX_TOLD],
    );
    return {
      people: rows.map(({ id, name, tab, node }) => ({ person: { id, name }, tab, node })),
      leavesInMs: Math.min(COUNTS_MS, ...rows.map(({ leftMs }) => leftMs)),
    };
  }

  /** Goes soon, unless the tab opens another stream until then. */
  async end(): Promise<void> {
    await this.#pool.query(
      `WITH left_ AS (
         UPDATE editor_presence SET until = least(until, now() + $5 * interval '1 millisecond')
         WHERE workflow_id = $1 AND user_id = $2 AND tab = $3 AND stream = $4 RETURNING workflow_id)
       SELECT pg_notify($6, workflow_id::text) FROM left_`,
      [...this.#place, this.#stream, LEAVES_MS, WORKFLOW_CHANNEL],
    );
  }

  async #renew(): Promise<void> {
    this.#renewedAtMs = performance.now();
    const { rowCount } = await this.#pool.query(
      `UPDATE editor_presence SET until = now() + $4 * interval '1 millisecond'
       WHERE workflow_id = $1 AND user_id = $2 AND tab = $3`,
      [...this.#place, COUNTS_MS],
    );
    // A machine that slept for long wakes up swept away; and where the tabs were too many, one may be gone.
    if (rowCount === 0) await this.begin();
  }

  /** Of everybody, whoever comes. Two at once share the rows out instead of waiting for each other. */
  async #sweep(): Promise<void> {
    await this.#pool.query(
      `DELETE FROM editor_presence WHERE (workflow_id, user_id, tab) IN (
         SELECT workflow_id, user_id, tab FROM editor_presence WHERE until < now() FOR UPDATE SKIP LOCKED)`,
    );
  }
}
