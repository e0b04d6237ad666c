import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExecutionContext } from '#core/node/executor.ts';
import { compileGraph } from '#core/run/graph.ts';
import { reduce } from '#core/run/reduce.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { createDbosQueue } from './dbos-queue.ts';
import { reconcile, finishCancelled } from './reconcile.ts';
import type { RunSignal } from './signal-payload.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { testDefinitions } from './testing/test-nodes.ts';
import { createTestProcess } from './testing/test-process.ts';

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

const single = (type: string) =>
  buildDocument(
    ['start: start', `a: ${type}`, ['done: end', { config: { value: '{{ nodes.a.output }}' } }]],
    ['start -> a', 'a -> done'],
  );
const gated = buildDocument(['start: start', 'gate: gate', 'done: end'], ['start -> gate', 'gate.approved -> done']);
const step = {
  phase: 'answer',
  kind: 'model',
  model: 'simulated/fast',
  request: 'question',
  response: 'answer',
  usage: { inputTokens: 1, outputTokens: 2, costUsd: 0.5 },
  durationMs: 1,
  finishReason: 'stop',
} as const;

/** An executor that a test ends by hand. */
function held() {
  const began = Promise.withResolvers<ExecutionContext>();
  const end = Promise.withResolvers<string>();
  return {
    began: began.promise,
    end: end.resolve,
    execute: (context: ExecutionContext) => {
      began.resolve(context);
      return end.promise;
    },
  };
}

test('D-04: after a takeover the node runs again with its key, and the zombie writes nothing', async () => {
  const first = held();
  const second = held();
  const zombie = await createTestProcess(runs, { a: first.execute });
  const heir = await createTestProcess(runs, { a: second.execute });
  const id = await runs.start(single('keyed'));
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
  const events = await runs.events(id);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.flatMap((event) => (event.type === 'node.resumed' ? [event.reason] : []))).toEqual(['lost']);
});

test('what a person must be asked about is not run again after a takeover', async () => {
  const first = held();
  const lost = await createTestProcess(runs, { a: first.execute });
  const id = await runs.start(single('asking'));
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
  const id = await runs.start(single('keyed'));
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
  const id = await runs.start(single('keyed'));
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
  const events = await runs.events(id);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(JSON.stringify(events)).not.toContain('from the dead');
});

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

test('a completed model call is journaled once and given to the next attempt', async () => {
  const first = held();
  const lost = await createTestProcess(runs, {
    a: async (context) => {
      await context.recordStep(step);
      return first.execute(context);
    },
  });
  const id = await runs.start(single('keyed'));
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
  const id = await runs.start(single('task'));
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
  const id = await runs.start(single('keyed'));
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

test('D-16: what the database refuses fails its node alone', async () => {
  const usage = { inputTokens: 3_000_000_000, outputTokens: 0, costUsd: null };
  const process = await createTestProcess(runs, {
    a: async () => ({ kind: 'succeeded', output: 1, port: null, usage }),
  });
  const id = await runs.start(single('keyed'));
  await process.segments.run(id, 1);
  expect(await runs.row(id)).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_REFUSED' } });
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
  const delivery = Promise.withResolvers<(signals: RunSignal[]) => void>();
  process.ports.signals = {
    listen: (_runId, deliver) => {
      delivery.resolve(deliver);
      return () => undefined;
    },
  };
  const id = await runs.start(document);
  const ends = process.segments.run(id, 1);
  await node.began;
  await runs.happens(id, 'node.waiting gate');
  await runs.decide(id, 'gate');
  const signals = await process.ports.store.signals(id);
  const deliver = await delivery.promise;
  node.end('too late to cancel the gate');
  // When both nodes have ended in memory, and before the database has answered.
  setImmediate(() => deliver(signals));
  await ends;
  const story = await runs.story(id);
  expect(story).toContain('approval.decided gate');
  expect(story).not.toContain('approval.withdrawn gate');
  expect(await runs.row(id)).toMatchObject({ status: 'succeeded' });
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

test('reconciling gives orphans a segment and wakes parked runs with signals', async () => {
  const { pool } = runs.database;
  const queue = createDbosQueue(pool);
  const { ports, segments } = await createTestProcess(runs);
  const parts = { pool, queue, executorId: 'me', isHeld: () => false, ports };
  const orphan = await runs.start(single('task'));
  await runs.query(`DELETE FROM dbos.workflow_status WHERE workflow_uuid = $1`, [`${orphan}:1`]);
  const parked = await runs.start(gated);
  await segments.run(parked, 1);
  await runs.query(`INSERT INTO run_signal (run_id, key, payload) VALUES ($1, 'cancel', $2)`, [
    parked,
    { kind: 'cancel', by: null, reason: '' },
  ]);
  await reconcile(parts);
  expect(await runs.row(orphan)).toMatchObject({ segment: 2, phase: 'active' });
  expect(await runs.row(parked)).toMatchObject({ segment: 2, phase: 'active' });
  await reconcile(parts);
  expect(await runs.row(orphan)).toMatchObject({ segment: 2 });
});

test('D-26: a cancellation that its process does not carry out is finished by another', async () => {
  const node = held();
  const hanging = await createTestProcess(runs, { a: node.execute });
  hanging.ports.signals = { listen: () => () => undefined };
  const id = await runs.start(single('keyed'));
  const ends = hanging.segments.run(id, 1);
  await node.began;
  await runs.signal(id, 'cancel', { kind: 'cancel', by: null, reason: 'now' });
  const { ports } = await createTestProcess(runs);
  await finishCancelled(runs.database.pool, ports);
  expect(await runs.row(id)).toMatchObject({ status: 'running' });
  await runs.query(`UPDATE run_signal SET created_at = now() - interval '3 s' WHERE run_id = $1`, [id]);
  await finishCancelled(runs.database.pool, ports);
  expect(await runs.row(id)).toMatchObject({ status: 'cancelled' });
  expect((await runs.story(id)).slice(-2)).toEqual(['node.cancelled a', 'run.cancelled']);
  node.end('too late');
  await ends;
  await until(async () => ((await runs.row(id)).status === 'cancelled' ? true : null), 'nothing to change');
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
