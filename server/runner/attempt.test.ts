import { expect, test } from 'vitest';
import type { Json, Stored } from '#core/json.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import type { Launch } from '#core/run/launch.ts';
import { createLog } from '#server/log.ts';
import { startAttempt } from './attempt.ts';
import { Values } from './values.ts';

const CONFIG: Stored = { ref: 'config', bytes: 40_000 };

const launch: Launch = {
  key: 'a',
  nodeId: 'a',
  type: 'task',
  scope: '',
  attempt: 1,
  iteration: 1,
  config: CONFIG,
  inputs: [],
  steps: [],
  timeoutMs: null,
  onCrash: 'rerun',
  idempotencyKey: 'run:a',
};

/** One attempt whose config is fetched from the database until `fetched` is resolved. */
function attemptThatFetches() {
  const fetched = Promise.withResolvers<Map<string, Json>>();
  const executed: string[] = [];
  const attempt = startAttempt(
    {
      executors: {
        task: {
          execute: async ({ prompt }) => {
            executed.push(String(prompt));
            return { kind: 'succeeded', output: null, port: null };
          },
        },
      },
      capabilities: () => ({}) as Capabilities,
      clock: { now: () => 0, at: () => () => undefined, isYieldDue: () => false, yield: async () => undefined },
      log: createLog('silent', 'attempt'),
    },
    launch,
    'A',
    {
      id: 'run',
      workspaceId: 'workspace',
      startedAt: '',
      input: null,
      simulated: false,
      workflow: 'w',
      reachedLimit: () => null,
    },
    new Values({ values: () => fetched.promise }, { id: () => '' }),
    { recordStep: async () => undefined, emitDelta: () => undefined },
  );
  return { attempt, executed, fetch: () => fetched.resolve(new Map([['config', { prompt: 'Hello' }]])) };
}

test('an attempt begins when its values are there', async () => {
  const { attempt, executed, fetch } = attemptThatFetches();
  fetch();
  expect(await attempt.ended).toMatchObject({ kind: 'outcome' });
  expect(executed).toEqual(['Hello']);
});

test('one that is given up while its values are fetched never begins: it would hear of no abort', async () => {
  const { attempt, executed, fetch } = attemptThatFetches();
  attempt.abort();
  fetch();
  expect(await attempt.ended).toEqual({ kind: 'aborted' });
  await new Promise(setImmediate);
  expect(executed).toEqual([]);
});
