import type { Deps } from '#server/deps.ts';

const POLL_MS = 2_000;

/** Resolves when the run has ended, after `waitMs`, or when `signal` aborts: look at the run to know which. */
export async function waitForEnd(
  deps: Pick<Deps, 'pool' | 'live'>,
  runId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  const hints = deps.live.watchRun(runId);
  try {
    for (;;) {
      const { rowCount } = await deps.pool.query(`SELECT 1 FROM run WHERE id = $1 AND phase = 'final'`, [runId]);
      const leftMs = deadline - performance.now();
      if (rowCount === 1 || leftMs <= 0 || signal.aborted) return;
      await hints.next(Math.min(leftMs, POLL_MS), signal);
    }
  } finally {
    hints.close();
  }
}
