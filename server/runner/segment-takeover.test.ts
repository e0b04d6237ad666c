import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDocument } from '#core/run/testing/build.ts';
import { chain } from './testing/documents.ts';
import { MODEL_STEP, held } from './testing/held.ts';
import { RunFixture } from './testing/run-fixture.ts';
import { createTestProcess } from './testing/test-process.ts';

/** Several processes that hold a run one after the other, or believe that they do. */

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

test('D-04: after a takeover the node runs again with its key, and the zombie writes nothing', async () => {
  const first = held();
  const second = held();
  const zombie = await createTestProcess(runs, { a: first.execute });
  const heir = await createTestProcess(runs, { a: second.execute });
  const id = await runs.start(chain('keyed'));
  const zombieEnds = zombie.segments.run(id, 1);
  const before = await first.began;
  const heirEnds = heir.segments.run(id, 1);
  const after = await second.began;
  expect([after.attempt, after.idempotencyKey]).toEqual([before.attempt, before.idempotencyKey]);
  first.end('from the dead');
  await zombieEnds;
  second.end('from the living');
  await heirEnds;
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'from the living' } });
  await runs.expectGapFree(id);
  const events = await runs.events(id);
  expect(events.flatMap((event) => (event.type === 'node.resumed' ? [event.reason] : []))).toEqual(['lost']);
});

test('what a person must be asked about is not run again after a takeover', async () => {
  const first = held();
  const lost = await createTestProcess(runs, { a: first.execute });
  const id = await runs.start(chain('asking'));
  const lostEnds = lost.segments.run(id, 1);
  await first.began;
  const heir = await createTestProcess(runs, { a: () => Promise.reject(new Error('must not run')) });
  await heir.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'waiting', phase: 'parked' });
  first.end('too late');
  await lostEnds;
  expect((await runs.story(id)).slice(-3)).toEqual(['run.recovered', 'node.waiting a', 'run.waiting']);
});

test('D-04: a process that was frozen drops what it runs, and the next segment runs it again', async () => {
  const node = held();
  const frozen = await createTestProcess(runs, { a: node.execute });
  const id = await runs.start(chain('keyed'));
  const ends = frozen.segments.run(id, 1);
  const { signal } = await node.began;
  frozen.segments.drop();
  node.end('too late');
  await ends;
  expect(signal.aborted).toBe(true);
  expect(await runs.row(id)).toMatchObject({ status: 'running', segment: 2 });
  await (await createTestProcess(runs, { a: async () => 'again' })).segments.run(id, 2);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'again' } });
});

test('D-04: a process that was frozen until another had its run drops what it had not written', async () => {
  const [first, second] = [held(), held()];
  const frozen = await createTestProcess(runs, { a: first.execute });
  // The node ends just before the process freezes: what it put out is on its way when the other one claims the run.
  const reached = Promise.withResolvers<void>();
  const freeze = Promise.withResolvers<void>();
  const { commit } = frozen.ports.store;
  frozen.ports.store.commit = async (unit) => {
    if (unit.events.some((event) => event.type === 'node.succeeded' && event.key === 'a')) {
      reached.resolve();
      await freeze.promise;
    }
    return commit(unit);
  };
  const id = await runs.start(chain('keyed'));
  const ends = frozen.segments.run(id, 1);
  await first.began;
  first.end('from the dead');
  await reached.promise;
  const heir = await createTestProcess(runs, { a: second.execute });
  const heirEnds = heir.segments.run(id, 1);
  await second.began;
  frozen.segments.drop();
  freeze.resolve();
  await ends;
  // It no longer held the run, so it may not hand it over either.
  expect(await runs.row(id)).toMatchObject({ segment: 1, epoch: 2 });
  second.end('from the living');
  await heirEnds;
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'from the living' } });
  await runs.expectGapFree(id);
  const events = await runs.events(id);
  expect(JSON.stringify(events)).not.toContain('from the dead');
});

test('a completed model call is journaled once and given to the next attempt', async () => {
  const first = held();
  const lost = await createTestProcess(runs, {
    a: async (context) => {
      await context.recordStep(MODEL_STEP);
      return first.execute(context);
    },
  });
  const id = await runs.start(chain('keyed'));
  const lostEnds = lost.segments.run(id, 1);
  await first.began;
  const heir = await createTestProcess(runs, { a: async (context) => context.steps.map((each) => each.response) });
  await heir.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ output: { value: ['answer'] }, input_tokens: 1, cost_usd: 0.5 });
  first.end('too late');
  await lostEnds;
});

test('D-16: a run whose claims die three times is quarantined', async () => {
  const process = await createTestProcess(runs, { a: async () => 'never gets there' });
  const id = await runs.start(chain('task'));
  for (let death = 0; death < 3; death++) await process.ports.store.claim(id, 1, true);
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({
    status: 'failed',
    error: { code: 'QUARANTINED', details: { deaths: 3 } },
  });
});

test('a process that stops lets a node end, starts nothing more and hands the run over', async () => {
  const node = held();
  const process = await createTestProcess(runs, { a: node.execute });
  const id = await runs.start(chain('keyed'));
  const ends = process.segments.run(id, 1);
  await node.began;
  process.segments.stop();
  node.end('done');
  await ends;
  expect(await runs.row(id)).toMatchObject({ status: 'running', segment: 2, idle_claims: 0 });
  expect((await runs.story(id)).at(-1)).toBe('node.queued done');
  await (await createTestProcess(runs)).segments.run(id, 2);
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded', output: { value: 'done' } });
});

test('a pinned node ends with its start, so a takeover finds it ended and never runs it', async () => {
  const document = buildDocument(
    ['start: start', ['a: asking', { pinned: { output: 'pinned' } }], 'b: keyed', 'done: end'],
    ['start -> a', 'a -> b', 'b -> done'],
  );
  const never = () => Promise.reject(new Error('must not run'));
  const [first, second] = [held(), held()];
  const lost = await createTestProcess(runs, { a: never, b: first.execute });
  const id = await runs.start(document);
  const lostEnds = lost.segments.run(id, 1);
  await first.began;
  const heir = await createTestProcess(runs, { a: never, b: second.execute });
  const heirEnds = heir.segments.run(id, 1);
  await second.began;
  second.end('done');
  await heirEnds;
  first.end('too late');
  await lostEnds;
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  const story = await runs.story(id);
  expect(story.filter((line) => line.endsWith(' a'))).toEqual(['node.started a', 'node.succeeded a']);
});
