import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { MODEL_STEP, held } from './testing/held.ts';
import { holdSignals } from './testing/hold-signals.ts';
import { RunFixture } from './testing/run-fixture.ts';
import { createTestProcess } from './testing/test-process.ts';

/** What becomes of all that ran ahead of a unit which the database then did not take. */

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

/** What a node put out that no database can hold: more tokens than its column. */
const refused = (output: Json) => ({
  kind: 'succeeded' as const,
  output,
  port: null,
  usage: { inputTokens: 3_000_000_000, outputTokens: 0, costUsd: null },
});

/** Two nodes that end at once, `a` with what is refused; the run goes on without it. */
const pair = (rest: Parameters<typeof buildDocument>[0], edges: string[]): WorkflowDocument =>
  buildDocument(
    ['start: start', ['a: keyed', { onError: 'continue' }], 'b: keyed', 'all: join', ...rest],
    ['start -> a', 'start -> b', 'b -> all', ...edges],
  );

test('D-16: a large value that was put out behind it is written all the same', async () => {
  const document = pair([['done: end', { config: { value: '{{ nodes.b.output }}' } }]], ['a -> all', 'all -> done']);
  const [a, b] = [held(), held()];
  const process = await createTestProcess(runs, { a: a.execute, b: b.execute });
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await Promise.all([a.began, b.began]);
  const large = 'x'.repeat(40_000);
  a.end(refused(1));
  b.end(large);
  await ends;
  const event = (await runs.events(id)).find((each) => each.type === 'node.succeeded' && each.key === 'b');
  const ref = event?.type === 'node.succeeded' && 'ref' in event.output ? event.output.ref : '';
  expect(await process.ports.store.values([ref])).toEqual(new Map([[ref, large]]));
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
});

test('D-16: what had begun with the refused output begins anew, with what there is instead', async () => {
  const document = buildDocument(
    [
      'start: start',
      ['a: keyed', { onError: 'continue' }],
      'b: task',
      ['done: end', { config: { value: '{{ nodes.b.output }}' } }],
    ],
    ['start -> a', 'a -> b', 'b -> done'],
  );
  const a = held();
  const given: Json[] = [];
  const process = await createTestProcess(runs, {
    a: a.execute,
    b: async ({ inputs }) => {
      given.push(inputs[0]?.output ?? null);
      return inputs[0]?.output ?? 'nothing';
    },
  });
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await a.began;
  a.end(refused('never was'));
  await ends;
  expect(given).toEqual(['never was', null]);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'nothing' } });
});

test('D-16: what the refused unit had cancelled goes on', async () => {
  const document = buildDocument(
    [
      'start: start',
      'a: keyed',
      'b: keyed',
      'c: task',
      ['any: join', { config: { mode: 'any', cancelOthers: true } }],
      'done: end',
    ],
    ['start -> a', 'start -> b', 'a -> any', 'b -> any', 'a.error -> c', 'any -> done'],
  );
  const [a, b] = [held(), held()];
  let attempts = 0;
  const process = await createTestProcess(runs, {
    a: a.execute,
    b: (context) => (++attempts === 1 ? b.execute(context) : Promise.resolve('again')),
  });
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  const [, { signal }] = await Promise.all([a.began, b.began]);
  a.end(refused(1));
  await ends;
  expect(signal.aborted).toBe(true);
  expect(attempts).toBe(2);
  const story = await runs.story(id);
  expect(story).not.toContain('node.cancelled b');
  expect(story).toEqual(expect.arrayContaining(['node.resumed b', 'node.succeeded b', 'node.succeeded c']));
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  expect(process.ports.capacity.free()).toBe(100);
});

test('D-16: a run whose failed node cannot be written either fails, and does not try for ever', async () => {
  const a = held();
  const process = await createTestProcess(runs, { a: a.execute });
  const { commit } = process.ports.store;
  process.ports.store.commit = (unit) => {
    const isEndOfA = unit.events.some(
      (event) => (event.type === 'node.succeeded' || event.type === 'node.failed') && event.key === 'a',
    );
    const nodeRuns = unit.nodeRuns.map((row) => ({ ...row, attempt: 3_000_000_000 }));
    return commit(isEndOfA ? { ...unit, nodeRuns } : unit);
  };
  const id = await runs.start(pair([], ['a -> all']));
  const ends = process.segments.run(id, 1);
  await a.began;
  a.end(1);
  await ends;
  expect(await runs.row(id)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
  await runs.expectGapFree(id);
});

test('D-10: of two gates that end each other and are decided at once, the first decision counts', async () => {
  const document = buildDocument(
    [
      'start: start',
      'one: gate',
      'two: gate',
      'a: keyed',
      ['any: join', { config: { mode: 'any', cancelOthers: true } }],
      'all: join',
      'done: end',
    ],
    ['start -> one', 'start -> two', 'start -> a', 'one.approved -> any', 'two.approved -> any'].concat([
      'any -> all',
      'a -> all',
      'all -> done',
    ]),
  );
  const a = held();
  const process = await createTestProcess(runs, { a: a.execute });
  const delivery = holdSignals(process);
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await a.began;
  await runs.happens(id, 'node.waiting two');
  await runs.decide(id, 'one');
  await runs.decide(id, 'two');
  (await delivery)(await process.ports.store.signals(id));
  await runs.happens(id, 'approval.decided one');
  a.end('done');
  await ends;
  const story = await runs.story(id);
  expect(story.filter((line) => line.startsWith('approval.decided'))).toEqual(['approval.decided one']);
  expect(story).toContain('approval.withdrawn two');
  expect(await runs.query('SELECT 1 FROM run_signal WHERE run_id = $1 AND consumed_at IS NULL', [id])).toEqual([]);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
});

test('D-16: a node whose completed model call cannot be kept is told to end', async () => {
  const done = Promise.withResolvers<boolean>();
  const deep = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as Json;
  const process = await createTestProcess(runs, {
    b: async ({ recordStep, signal }) => {
      await recordStep({ ...MODEL_STEP, response: deep }).catch(() => undefined);
      done.resolve(signal.aborted);
      return new Promise(() => undefined);
    },
    a: async () => ((await done.promise) ? 'told' : 'not told'),
  });
  const document = buildDocument(
    [
      'start: start',
      'a: keyed',
      ['b: keyed', { onError: 'continue' }],
      'all: join',
      ['done: end', { config: { value: '{{ nodes.a.output }}' } }],
    ],
    ['start -> a', 'start -> b', 'a -> all', 'b -> all', 'all -> done'],
  );
  const id = await runs.start(document);
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'told' } });
  expect(process.ports.capacity.free()).toBe(100);
});
