import { setTimeout as sleep } from 'node:timers/promises';
import { buildDocument } from '#core/run/testing/build.ts';
import { withDatabase } from '../kit/database.ts';
import type { Suite } from '../kit/figure.ts';
import { startRunnerProcess } from '../kit/runner-process.ts';
import { Starter } from '../kit/starter.ts';

const stuck = buildDocument(['start: start', 'stuck: task', 'done: end'], ['start -> stuck', 'stuck -> done']);
/** Runners judge nobody until they have been up for a while themselves. */
const JUDGING_AFTER_MS = 6_000;

/** How long a run stands still whose process dies, until another process has ended it. */
export const takeover: Suite = {
  name: 'takeover',
  run: (quick) =>
    withDatabase(async (url) => {
      const starter = await Starter.open(url);
      try {
        const killed: number[] = [];
        for (let round = 0; round < (quick ? 1 : 3); round++) killed.push(await standstill(url, starter, 'SIGKILL'));
        return [
          {
            name: 'takeover after kill -9, worst',
            value: Math.max(...killed) / 1_000,
            unit: 's',
            goal: { atMost: 2 },
          },
          {
            name: 'takeover of a frozen process',
            value: (await standstill(url, starter, 'SIGSTOP')) / 1_000,
            unit: 's',
            goal: { atMost: 10 },
          },
        ];
      } finally {
        await starter.close();
      }
    }),
};

async function standstill(url: string, starter: Starter, how: 'SIGKILL' | 'SIGSTOP'): Promise<number> {
  const victim = await startRunnerProcess(url, true);
  const id = await starter.start(stuck);
  await starter.reached(
    `id = $1 AND EXISTS (
    SELECT 1 FROM run_event WHERE run_id = $1 AND type = 'node.started' AND key = 'stuck')`,
    [id],
  );
  const other = await startRunnerProcess(url, false);
  try {
    await sleep(JUDGING_AFTER_MS);
    const began = performance.now();
    victim.kill(how);
    await starter.reached(`id = $1 AND phase = 'final' AND status = 'succeeded'`, [id]);
    return performance.now() - began;
  } finally {
    victim.kill('SIGKILL');
    await other.stop();
  }
}
