// eslint-disable-next-line no-restricted-imports -- the sink is the test's own, on this machine
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Capabilities } from '#core/node/capabilities.ts';
import type { ExecutionContext } from '#core/node/executor.ts';
import { createLog } from '#server/log.ts';
import { announceReady, stopOnRequest } from '#server/main/supervised.ts';
import { startRunner } from '../runner.ts';
import { testDefinitions, testExecutors } from '../testing/test-nodes.ts';
import { EFFECT_NODES } from './chaos-workflow.ts';

/** One runner process of the chaos test: its nodes take a moment and leave a mark in the sink. */

const sink = process.env.FERMATA_CHAOS_SINK ?? '';
const url = process.env.DATABASE_URL ?? '';

async function effect(context: ExecutionContext): Promise<string> {
  await sleep(Math.random() * 200);
  await new Promise<void>((resolve, reject) => {
    get(`${sink}/${encodeURIComponent(context.idempotencyKey)}`, (response) => {
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
  await sleep(Math.random() * 200);
  return context.key;
}

const runner = await startRunner({
  url,
  definitions: testDefinitions,
  executors: testExecutors(Object.fromEntries(EFFECT_NODES.map((id) => [id, effect]))),
  capabilities: () => () => ({}) as Capabilities,
  log: createLog('silent', 'chaos'),
});
stopOnRequest(() => runner.stop());
announceReady();
await runner.dead;
process.exit(1);
