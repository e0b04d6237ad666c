// eslint-disable-next-line no-restricted-imports -- the sink is the test's own, on this machine
import { get } from 'node:http';
import type { Capabilities } from '#core/node/capabilities.ts';
import { createLog } from '#server/log.ts';
import { announceReady, stopOnRequest } from '#server/main/supervised.ts';
import { startRunner } from '../runner.ts';
import { testDefinitions } from '../testing/test-nodes.ts';
import { chaosExecutors } from './chaos-nodes.ts';

/** A program: one runner process, whose nodes leave marks in the sink. */

const sink = process.env.FERMATA_CHAOS_SINK ?? '';

const runner = await startRunner({
  url: process.env.DATABASE_URL ?? '',
  definitions: testDefinitions,
  executors: chaosExecutors(
    (idempotencyKey) =>
      new Promise((resolve, reject) => {
        get(`${sink}/${encodeURIComponent(idempotencyKey)}`, (response) => {
          response.resume().on('end', resolve);
        }).on('error', reject);
      }),
  ),
  capabilities: () => () => ({}) as Capabilities,
  log: createLog('silent', 'chaos'),
});
stopOnRequest(() => runner.stop());
announceReady();
await runner.dead;
process.exit(1);
