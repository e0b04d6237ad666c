import { webDeps, type Deps } from '#server/deps.ts';
import { VERSION } from '#server/version.ts';

const RUNNER_BEAT_MS = 10_000;

/**
 * `GET /api/health`, for load balancers and for people: no login, and nothing in it that is worth one.
 * 503 while the database cannot be reached.
 */
export async function getHealth(deps: Deps | Promise<Deps> = webDeps()): Promise<Response> {
  try {
    const { pool } = await deps;
    const { rows } = await pool.query<{ runners: number }>(
      `SELECT count(*)::int AS runners FROM runner
       WHERE state = 'alive' AND beat_at > now() - make_interval(secs => $1)`,
      [RUNNER_BEAT_MS / 1_000],
    );
    return Response.json({ status: 'ok', version: VERSION, database: 'ok', runners: rows[0]?.runners ?? 0 });
  } catch {
    // The reason is in the log of whoever tried to use the database; here it would only tell strangers.
    return Response.json(
      { status: 'unavailable', version: VERSION, database: 'unreachable', runners: 0 },
      { status: 503 },
    );
  }
}
