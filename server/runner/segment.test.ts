import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileGraph } from '#core/run/graph.ts';
import { reduce } from '#core/run/reduce.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { chain } from './testing/documents.ts';
import { held } from './testing/held.ts';
import { RunFixture } from './testing/run-fixture.ts';
import { testDefinitions } from './testing/test-nodes.ts';
import { createTestProcess } from './testing/test-process.ts';

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

test('D-16: what the database refuses fails its node alone', async () => {
  const usage = { inputTokens: 3_000_000_000, outputTokens: 0, costUsd: null };
  const process = await createTestProcess(runs, {
    a: async () => ({ kind: 'succeeded', output: 1, port: null, usage }),
  });
  const id = await runs.start(chain('keyed'));
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_REFUSED' } });
});

test('D-16: a map beside it, whose executor had ended by then, is expanded once all the same', async () => {
  const document = buildDocument(
    [
      'start: start',
      ['a: keyed', { onError: 'continue' }],
      'b: keyed',
      ['each: map', { config: { items: [1, 2] } }],
      ['one: task', { parent: 'each' }],
      'all: join',
      'done: end',
    ],
    ['start -> a', 'start -> b', 'b -> each', 'a -> all', 'each -> all', 'all -> done'],
  );
  const usage = { inputTokens: 3_000_000_000, outputTokens: 0, costUsd: null };
  const [a, b] = [held(), held()];
  const process = await createTestProcess(runs, { a: a.execute, b: b.execute });
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await Promise.all([a.began, b.began]);
  // Both at once: the map and its items have ended in memory when the database refuses what came first.
  a.end({ kind: 'succeeded', output: 1, port: null, usage });
  b.end('on');
  await ends;
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  const story = await runs.story(id);
  expect(story.filter((line) => line.startsWith('map.expanded'))).toHaveLength(1);
  expect(story.filter((line) => line === 'node.succeeded each[0].one')).toHaveLength(1);
  await runs.expectGapFree(id);
});

test('a snapshot and the events after it are the same as all events', async () => {
  const document = buildDocument(
    ['start: start', 'a: task', 'b: branch', 'done: end'],
    ['start -> a', 'a -> b', 'b.again -> a max 400', 'b.else -> done'],
  );
  Object.assign(document.spec.nodes[2]?.config ?? {}, { ports: ['again'] });
  let rounds = 0;
  const process = await createTestProcess(runs, { b: async () => (++rounds <= 300 ? 'again' : 'else') });
  const id = await runs.start(document);
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  const { snapshot, tail } = await process.ports.store.load(id);
  expect(snapshot?.seq).toBeGreaterThanOrEqual(1_000);
  const graph = compileGraph(document, testDefinitions);
  if (!snapshot) throw new Error('There is one');
  expect(tail.reduce((state, event) => reduce(graph, state, event), snapshot)).toEqual(await runs.state(id, document));
});

test('nodes that there is no room for are queued and start as room comes', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
  const document = buildDocument(
    ['start: start', ...names.map((name) => `${name}: keyed`), 'all: join', 'done: end'],
    [...names.flatMap((name) => [`start -> ${name}`, `${name} -> all`]), 'all -> done'],
  );
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return null;
  };
  const process = await createTestProcess(runs, Object.fromEntries(names.map((name) => [name, work])), 3);
  const id = await runs.start(document);
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  expect(most).toBe(3);
  expect((await runs.story(id)).filter((line) => line.startsWith('node.queued'))).toHaveLength(5);
});
