import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capabilities } from '#core/node/capabilities.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { createLog } from '#server/log.ts';
import { type Runner, startRunner } from './runner.ts';
import { RunFixture } from './testing/run-fixture.ts';
import { type Behaviours, testDefinitions, testExecutors } from './testing/test-nodes.ts';

let runs: RunFixture;
let runner: Runner;
const behaviours: Behaviours = {};

beforeAll(async () => {
  runs = await RunFixture.create();
  runner = await startRunner({
    url: runs.database.url,
    definitions: testDefinitions,
    executors: testExecutors(behaviours),
    capabilities: () => ({}) as Capabilities,
    log: createLog('silent', 'test'),
  });
});
afterAll(async () => {
  await runner.stop();
  await runs.drop();
});

test('a run goes from start to end through the real queue', async () => {
  const document = buildDocument(
    [
      'start: start',
      ['a: task', { config: { value: '{{ input.name }}' } }],
      ['done: end', { config: { value: '{{ nodes.a.output }}' } }],
    ],
    ['start -> a', 'a -> done'],
  );
  const id = await runs.start(document, { name: 'Ada' });
  const row = await runs.reaches(id, 'succeeded', 'failed');
  expect(row).toMatchObject({ status: 'succeeded', phase: 'final', output: { value: 'Ada' } });
  expect(await runs.story(id)).toEqual([
    'run.created',
    'run.started',
    'node.started start',
    'node.succeeded start',
    'node.started a',
    'node.succeeded a',
    'node.started done',
    'node.succeeded done',
    'run.succeeded',
  ]);
});
