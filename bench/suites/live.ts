import { Live } from '#server/live/live.ts';
import { createLog } from '#server/log.ts';
import { watchRun } from '#server/run/watch-run.ts';
import { RawDatabase, withDatabase } from '../kit/database.ts';
import { chainOf } from '../kit/documents.ts';
import type { Suite } from '../kit/figure.ts';
import { startRunnerProcess } from '../kit/runner-process.ts';
import { Starter } from '../kit/starter.ts';
import { percentile, repeat } from '../kit/statistics.ts';

/** How soon an event that one process commits has been read by another, as a web process reads it. */
export const live: Suite = {
  name: 'live',
  run: (quick) =>
    withDatabase(async (url) => {
      const runner = await startRunnerProcess(url, false);
      const starter = await Starter.open(url);
      const hints = new Live(url, createLog('silent', 'bench'));
      try {
        const raw = await RawDatabase.open(starter.pool);
        const rawMs = percentile(await repeat(50, () => raw.commits(1)), 0.95);
        await hints.ready();
        const delays: number[] = [];
        // Each node with effects is a commit of its own, so events keep coming for a while.
        for (let round = 0; round < (quick ? 2 : 10); round++) {
          const id = await starter.start(chainOf('keyed', 100));
          const updates = watchRun({ pool: starter.pool, live: hints }, id, 1, new AbortController().signal);
          for await (const update of updates) {
            if (update.kind === 'event') delays.push(Date.now() - Date.parse(update.event.at));
          }
        }
        return [
          {
            name: 'event to its reader in another process, commit included, p95',
            value: percentile(delays, 0.95),
            unit: 'ms',
            goal: { atMost: 50 },
            raw: { ms: rawMs, what: 'for a commit, p95' },
            note: `p50 ${percentile(delays, 0.5)} ms`,
          },
        ];
      } finally {
        await hints.close();
        await runner.stop();
        await starter.close();
      }
    }),
};
