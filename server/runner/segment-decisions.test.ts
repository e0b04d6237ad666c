import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDocument } from '#core/run/testing/build.ts';
import { held } from './testing/held.ts';
import { holdSignals } from './testing/hold-signals.ts';
import { RunFixture } from './testing/run-fixture.ts';
import { createTestProcess } from './testing/test-process.ts';

/** Decisions that come before anybody waits for them, or in the moment in which their gate is withdrawn. */

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

test('D-10: a decision that comes before its gate waits is kept, over a takeover too, and acts once', async () => {
  const document = buildDocument(
    ['start: start', 'a: keyed', 'gate: gate', 'done: end'],
    ['start -> a', 'a -> gate', 'gate.approved -> done'],
  );
  const approvalId = randomUUID();
  const [first, second] = [held(), held()];
  const lost = await createTestProcess(runs, { a: first.execute });
  const id = await runs.start(document);
  const lostEnds = lost.segments.run(id, 1);
  await first.began;
  const by = [{ id: 'u', name: 'Ada', email: 'ada@example.com', at: new Date().toISOString() }];
  await runs.signal(id, `decision:${approvalId}`, {
    ...{ kind: 'decision', approvalId, key: 'gate', decision: 'approved', by, comment: 'early' },
    ...{ values: {}, edited: false, decidedAt: by[0]!.at },
  } as const);
  await runs.happens(id, `signal.kept decision:${approvalId}`);
  const heir = await createTestProcess(runs, { a: second.execute });
  heir.ports.random = { ...heir.ports.random, id: () => approvalId };
  const heirEnds = heir.segments.run(id, 1);
  await second.began;
  second.end('done');
  await heirEnds;
  first.end('too late');
  await lostEnds;
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
  const story = await runs.story(id);
  expect(story.filter((line) => line.startsWith('signal.kept'))).toHaveLength(1);
  expect(story.filter((line) => line === 'approval.decided gate')).toHaveLength(1);
  expect(await runs.query('SELECT 1 FROM run_signal WHERE run_id = $1 AND consumed_at IS NULL', [id])).toEqual([]);
});

test('a decision that comes between a cancel and its commit has its turn first', async () => {
  const document = buildDocument(
    [
      'start: start',
      'gate: gate',
      'a: keyed',
      ['any: join', { config: { mode: 'any', cancelOthers: true } }],
      'done: end',
    ],
    ['start -> gate', 'start -> a', 'gate.approved -> any', 'a -> any', 'any -> done'],
  );
  const node = held();
  const process = await createTestProcess(runs, { a: node.execute });
  // The signal poll must not be what brings the decision.
  process.ports.signals = { listen: () => () => undefined };
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await node.began;
  await runs.happens(id, 'node.waiting gate');
  await runs.decide(id, 'gate');
  node.end('too late to cancel the gate');
  await ends;
  const story = await runs.story(id);
  expect(story).toContain('approval.decided gate');
  expect(story).not.toContain('approval.withdrawn gate');
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
});

test('D-10: so it has where nodes ran ahead to the cancel, and the decision was read before it was known to be first', async () => {
  const document = buildDocument(
    [
      'start: start',
      'gate: gate',
      'a: keyed',
      'b: task',
      ['any: join', { config: { mode: 'any', cancelOthers: true } }],
      'done: end',
    ],
    ['start -> gate', 'start -> a', 'gate.approved -> any', 'a -> b', 'b -> any', 'any -> done'],
  );
  const node = held();
  const process = await createTestProcess(runs, { a: node.execute });
  const delivery = holdSignals(process);
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await node.began;
  await runs.happens(id, 'node.waiting gate');
  await runs.decide(id, 'gate');
  const signals = await process.ports.store.signals(id);
  const deliver = await delivery;
  node.end('too late to cancel the gate');
  // When both nodes have ended in memory, and before the database has answered.
  setImmediate(() => deliver(signals));
  await ends;
  const story = await runs.story(id);
  expect(story).toContain('approval.decided gate');
  expect(story).not.toContain('approval.withdrawn gate');
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
});
