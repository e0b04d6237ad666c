import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '#server/deps.ts';

/** Lists load again at most this often. */
const COALESCE_MS = 250;
/** How long a quiet stream waits before it looks whether it was closed. */
const IDLE_MS = 30_000;

/**
 * One tick, with nothing in it, whenever any run may have changed: lists load again on it.
 * Changes within 250 ms are one tick. The caller has checked that the list may be seen.
 */
export async function* watchChanges(
  deps: Pick<Deps, 'live'>,
  signal: AbortSignal,
): AsyncGenerator<{ kind: 'changed' }, void> {
  const hints = deps.live.watchAll();
  try {
    while (!signal.aborted) {
      const startedAt = performance.now();
      await hints.next(IDLE_MS, signal);
      const idle = performance.now() - startedAt >= IDLE_MS;
      if (idle || signal.aborted) continue;
      yield { kind: 'changed' };
      await sleep(COALESCE_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    hints.close();
  }
}
