// eslint-disable-next-line no-restricted-imports -- the sink is the test's own, on this machine
import { get } from 'node:http';
import { announceReady, stopOnRequest } from '#server/main/supervised.ts';
import { startTestRunner } from '../testing/test-runner.ts';
import { chaosExecutors } from './chaos-nodes.ts';

/** A program: one runner process, whose nodes leave marks in the sink; without a sink, the usual test nodes. */

const sink = process.env.FERMATA_CHAOS_SINK ?? '';

function leaveMark(idempotencyKey: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${sink}/${encodeURIComponent(idempotencyKey)}`, (response) => {
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
}

const runner = await startTestRunner(
  process.env.DATABASE_URL ?? '',
  {},
  sink ? { executors: chaosExecutors(leaveMark) } : {},
).catch((cause: unknown) => {
  // The database may be away just now; whoever started this process starts it again.
  process.stderr.write(`A runner could not start: ${String(cause)}\n`);
  process.exit(1);
});
stopOnRequest(() => runner.stop());
announceReady();
await runner.dead;
process.exit(1);
