import type { Json, Stored } from '#core/json.ts';
import { FermataError } from '#core/errors.ts';
import type { RunError } from '#core/run/events.ts';
import type { RunStatus } from '#core/run/state.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { describeRun } from './describe-run.ts';
import { resolverFor } from './load-run.ts';

const POLL_MS = 2_000;

/** How a run stands, for a program that only wants to know how it ended. */
export interface RunOutcome {
  status: RunStatus;
  output: Json;
  error: RunError | null;
}

interface OutcomeRow {
  phase: string;
  status: RunStatus;
  output: Stored | null;
  error: RunError | null;
}

/**
 * How the run stands when it has ended, after `waitMs`, or when `signal` aborts. It reads the run's row and not its
 * events: a program that starts runs and waits for them is the busiest caller there is.
 * @throws FermataError NOT_FOUND
 */
export async function waitForEnd(
  deps: Deps,
  actor: Actor,
  runId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<RunOutcome> {
  requirePermission(actor, 'run:view');
  const deadline = performance.now() + waitMs;
  const hints = deps.live.watchRun(runId);
  try {
    for (;;) {
      const row = await readOutcome(deps, actor, runId);
      const leftMs = deadline - performance.now();
      if (row.phase === 'final' || leftMs <= 0 || signal.aborted) {
        const { status, output, error } = row;
        // Who stopped it is in its events only.
        if (status === 'cancelled') return await describeRun(deps, actor, { id: runId });
        const resolve = await resolverFor(deps.pool, runId, output ? [output] : []);
        return { status, output: output ? resolve(output) : null, error };
      }
      await hints.next(Math.min(leftMs, POLL_MS), signal);
    }
  } finally {
    hints.close();
  }
}

async function readOutcome({ pool }: Pick<Deps, 'pool'>, actor: Actor, runId: string): Promise<OutcomeRow> {
  const { rows } = await pool.query<OutcomeRow>({
    name: 'outcome',
    text: 'SELECT phase, status, output, error FROM run WHERE id = $1 AND workspace_id = $2',
    values: [runId, actor.workspaceId],
  });
  if (!rows[0]) throw new FermataError('NOT_FOUND', 'There is no such run.');
  return rows[0];
}
