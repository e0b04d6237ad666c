import type { Pool } from '#server/db/pool.ts';

/** A runner process took a run: from then on nobody else may write into it until the next claim. */
export interface WitnessedClaim {
  runId: string;
  epoch: number;
  runner: string;
  at: number;
  /** When the run was parked or ended under this claim, if it was. */
  endedAt: number | null;
}

/** An event that was written by somebody who did not hold the run. */
export interface ZombieWrite {
  runId: string;
  seq: number;
  type: string;
  runner: string;
  holder: string | null;
}

/**
 * Lets the database itself write down who claims runs and who writes events, so that the fence is judged by somebody
 * other than the code that builds it. Runners say who they are in the setting `chaos.runner` of their connections.
 */
export async function installWitness(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE chaos_claim (
      run_id uuid, epoch int, runner text, at timestamptz DEFAULT clock_timestamp(), ended_at timestamptz,
      PRIMARY KEY (run_id, epoch));
    CREATE TABLE chaos_zombie_write (run_id uuid, seq int, type text, runner text, holder text);

    CREATE FUNCTION chaos_on_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO chaos_claim (run_id, epoch, runner)
      VALUES (new.id, new.epoch, current_setting('chaos.runner', true));
      RETURN NULL;
    END $$;
    CREATE TRIGGER chaos_claim AFTER UPDATE OF epoch ON run FOR EACH ROW
      WHEN (old.epoch IS DISTINCT FROM new.epoch) EXECUTE FUNCTION chaos_on_claim();

    CREATE FUNCTION chaos_on_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO chaos_zombie_write
      SELECT w.run_id, w.seq, w.type, current_setting('chaos.runner', true), c.runner
      FROM written w JOIN run r ON r.id = w.run_id LEFT JOIN chaos_claim c ON c.run_id = r.id AND c.epoch = r.epoch
      WHERE current_setting('chaos.runner', true) IS NOT NULL
        AND c.runner IS DISTINCT FROM current_setting('chaos.runner', true);
      UPDATE chaos_claim c SET ended_at = clock_timestamp()
      FROM written w JOIN run r ON r.id = w.run_id
      WHERE c.run_id = r.id AND c.epoch = r.epoch
        AND w.type IN ('run.waiting', 'run.succeeded', 'run.failed', 'run.cancelled');
      RETURN NULL;
    END $$;
    CREATE TRIGGER chaos_write AFTER INSERT ON run_event REFERENCING NEW TABLE AS written
      FOR EACH STATEMENT EXECUTE FUNCTION chaos_on_write();`);
}

/** All claims, by run and in their order. */
export async function readClaims(pool: Pool): Promise<WitnessedClaim[]> {
  const { rows } = await pool.query<WitnessedClaim>(
    `SELECT run_id AS "runId", epoch, runner, (extract(epoch FROM at) * 1000)::float8 AS at,
            (extract(epoch FROM ended_at) * 1000)::float8 AS "endedAt"
     FROM chaos_claim ORDER BY run_id, epoch`,
  );
  return rows;
}

export async function readZombieWrites(pool: Pool): Promise<ZombieWrite[]> {
  const { rows } = await pool.query<ZombieWrite>(
    `SELECT run_id AS "runId", seq, type, runner, holder FROM chaos_zombie_write ORDER BY run_id, seq`,
  );
  return rows;
}

/** How many runs a runner works on now and has brought forward since it took them. */
export async function heldBy(pool: Pool, runner: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM run r JOIN chaos_claim c ON c.run_id = r.id AND c.epoch = r.epoch
     WHERE r.phase = 'active' AND r.idle_claims = 0 AND c.runner = $1`,
    [runner],
  );
  return rows[0]?.n ?? 0;
}

/** How many runs others have taken from a runner since then (milliseconds since 1970): it had not brought them to rest. */
export async function takenFrom(pool: Pool, runner: string, since: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM chaos_claim mine
     JOIN chaos_claim next ON next.run_id = mine.run_id AND next.epoch = mine.epoch + 1
     WHERE mine.runner = $1 AND next.runner <> $1 AND mine.ended_at IS NULL AND next.at > to_timestamp($2 / 1000.0)`,
    [runner, since],
  );
  return rows[0]?.n ?? 0;
}
