import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NodeFailure } from '#core/node/executor.ts';
import { compileGraph } from '#core/run/graph.ts';
import { initialState, reduce } from '#core/run/reduce.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Runner } from './runner.ts';
import { chain } from './testing/documents.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { type Behaviours, testDefinitions } from './testing/test-nodes.ts';
import { startTestRunner } from './testing/test-runner.ts';

let runs: RunFixture;
let runner: Runner;
const behaviours: Behaviours = {};

beforeAll(async () => {
  runs = await RunFixture.create();
  runner = await startTestRunner(runs.database.url, behaviours);
});
afterAll(async () => {
  await runner.stop();
  await runs.drop();
});
afterEach(() => {
  for (const id of Object.keys(behaviours)) delete behaviours[id];
});

const gated = buildDocument(
  [
    'start: start',
    ['gate: gate', { config: { editable: { amount: 5 } } }],
    ['yes: end', { config: { value: 'yes' } }],
    ['no: end', { config: { value: 'no' } }],
  ],
  ['start -> gate', 'gate.approved -> yes', 'gate.rejected -> no', 'gate.expired -> no'],
);

const graph = compileGraph(gated, testDefinitions);

test('a run goes from start to end through the real queue', async () => {
  const id = await runs.start(chain('task', { config: { value: '{{ input.name }}' } }), { name: 'Ada' });
  expect(await runs.reaches(id, 'succeeded', 'failed')).toMatchObject({ phase: 'final', output: { value: 'Ada' } });
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

test('a gate parks the run as rows only, and a decision resumes it once', async () => {
  const id = await runs.start(gated);
  expect(await runs.reaches(id, 'waiting')).toMatchObject({ phase: 'parked' });
  const [approval] = await runs.query('SELECT * FROM approval WHERE run_id = $1', [id]);
  expect(approval).toMatchObject({ status: 'pending', editable: { amount: 5 }, roles: ['approver'], required: 1 });
  const decided = await Promise.all([runs.decide(id, 'gate'), runs.decide(id, 'gate', 'rejected')]);
  expect(decided.sort()).toEqual(['not pending', 'sent']);
  const row = await runs.reaches(id, 'succeeded');
  const [after] = await runs.query<{ status: string }>('SELECT status FROM approval WHERE run_id = $1', [id]);
  expect(row.output).toEqual({ value: after?.status === 'approved' ? 'yes' : 'no' });
  const story = await runs.story(id);
  expect(story.filter((line) => line === 'approval.decided gate')).toHaveLength(1);
  expect(story).toContain('run.resumed');
});

test('a vote is told and the gate waits on; one that a later one has counted tells nothing', async () => {
  const id = await runs.start(gated);
  await runs.reaches(id, 'waiting');
  const [approval] = await runs.query<{ id: string }>('SELECT id FROM approval WHERE run_id = $1', [id]);
  const person = (name: string) => ({ id: name, name, email: `${name}@example.com` });
  const vote = (n: number, approvedBy: string[]) =>
    ({
      kind: 'vote',
      approvalId: approval!.id,
      key: 'gate',
      n,
      by: person(approvedBy.at(-1)!),
      comment: '',
      edited: false,
      approvedBy: approvedBy.map(person),
      required: 3,
    }) as const;
  await withTransaction(runs.database.pool, async (client) => {
    // Of one moment, they are read in the order of their keys.
    await runs.gateway.signal(client, id, 'vote:a', vote(2, ['Ana', 'Ben']));
    await runs.gateway.signal(client, id, 'vote:b', vote(1, ['Ana']));
  });
  await runs.happens(id, 'approval.voted gate');
  await runs.reaches(id, 'waiting');
  await runs.decide(id, 'gate');
  await runs.reaches(id, 'succeeded');
  const events = await runs.events(id);
  expect(events.flatMap((event) => (event.type === 'approval.voted' ? [event.n] : []))).toEqual([2]);
  const state = events.reduce((folded, event) => reduce(graph, folded, event), initialState());
  expect(state.executions['gate']).toMatchObject({
    status: 'succeeded',
    votes: { n: 2, required: 3, approvedBy: [{ name: 'Ana' }, { name: 'Ben' }] },
  });
});

test('D-07: a gate that nobody decides expires on the clock of the database', async () => {
  const document = structuredClone(gated);
  Object.assign(document.spec.nodes[1]?.config ?? {}, { dueMs: 300 });
  const id = await runs.start(document);
  await runs.happens(id, 'node.waiting gate');
  expect(await runs.reaches(id, 'succeeded')).toMatchObject({ output: { value: 'no' } });
  const [approval] = await runs.query('SELECT status FROM approval WHERE run_id = $1', [id]);
  expect(approval).toEqual({ status: 'expired' });
  expect(await runs.query('SELECT 1 FROM timer WHERE run_id = $1', [id])).toEqual([]);
});

test('a short wait stays in the process, a long one parks with a timer row', async () => {
  const document = (dueMs: number) =>
    buildDocument(['start: start', ['t: timer', { config: { dueMs } }], 'done: end'], ['start -> t', 't -> done']);
  const short = await runs.start(document(50));
  expect(await runs.reaches(short, 'succeeded')).toMatchObject({ segment: 1 });
  const long = await runs.start(document(3_600_000));
  await runs.reaches(long, 'waiting');
  expect(await runs.query('UPDATE timer SET due_at = now() WHERE run_id = $1 RETURNING key', [long])).toEqual([
    { key: 't' },
  ]);
  expect(await runs.reaches(long, 'succeeded')).toMatchObject({ segment: 2 });
});

test('D-23: a retryable failure is tried again, after what the other side asked for', async () => {
  let tries = 0;
  behaviours.a = async () => {
    tries += 1;
    if (tries < 3) throw new NodeFailure({ code: 'BUSY', message: 'Busy', retryable: true, retryAfterMs: 20 });
    return 'done';
  };
  const retry = { maxAttempts: 3, backoff: '1h', factor: 2, maxBackoff: '1h' };
  const id = await runs.start(chain('keyed', { retry }));
  expect(await runs.reaches(id, 'succeeded')).toMatchObject({ output: { value: 'done' } });
  const keys = (await runs.events(id)).flatMap((event) => (event.type === 'node.retrying' ? [event.attempt] : []));
  expect(keys).toEqual([2, 3]);
});

test('a timeout fails the attempt and does not wait for the executor', async () => {
  behaviours.a = () => new Promise(() => undefined);
  const id = await runs.start(chain('task', { timeout: '50ms' }));
  expect(await runs.reaches(id, 'failed')).toMatchObject({ error: { code: 'TIMEOUT' } });
});

test('what may not happen twice is asked about, and each answer is carried out', async () => {
  for (const [how, status] of [
    ['happened', 'succeeded'],
    ['retry', 'succeeded'],
    ['fail', 'failed'],
  ] as const) {
    let calls = 0;
    behaviours.a = async () => {
      calls += 1;
      if (calls > 1) return 'again';
      throw new NodeFailure({ code: 'LOST', message: 'No answer' }, { outcomeUnknown: true });
    };
    const id = await runs.start(chain('asking'));
    await runs.reaches(id, 'waiting');
    const by = { id: 'u', name: 'Ada' };
    await runs.signal(id, 'resolve:a:1', { kind: 'resolve', key: 'a', how, output: 'it did', by, reason: '' });
    const row = await runs.reaches(id, status);
    expect(row.output).toEqual({ happened: { value: 'it did' }, retry: { value: 'again' }, fail: null }[how]);
    expect(calls).toBe(how === 'retry' ? 2 : 1);
  }
});

test('the time limit of a run includes its waits', async () => {
  const id = await runs.start(gated, null, { timeoutMs: 200 });
  expect(await runs.reaches(id, 'failed')).toMatchObject({ error: { code: 'RUN_TIMEOUT' } });
});

test('large values are artifacts', async () => {
  behaviours.a = async () => 'x'.repeat(100_000);
  const large = await runs.start(chain('task'));
  const { output } = await runs.reaches(large, 'succeeded');
  expect(output).toMatchObject({ bytes: 100_002 });
});

test('streaming text is there while the node runs, and gone when it ends', async () => {
  const finish = Promise.withResolvers<string>();
  behaviours.a = async (context) => {
    context.emitDelta('Hello ');
    context.emitDelta('world');
    return finish.promise;
  };
  const id = await runs.start(chain('keyed'));
  const read = () => runs.query<{ text: string }>('SELECT text FROM run_delta WHERE run_id = $1', [id]);
  expect(await until(async () => (await read())[0] ?? null, 'the text')).toEqual({ text: 'Hello world' });
  finish.resolve('Hello world');
  await runs.reaches(id, 'succeeded');
  expect(await read()).toEqual([]);
});

test('more nodes than there is room for are queued, and all of them run', async () => {
  const small = new Array(30).fill(0).map((_, index) => `n${index}`);
  const document = buildDocument(
    ['start: start', ...small.map((name) => `${name}: keyed`), 'all: join', 'done: end'],
    [...small.flatMap((name) => [`start -> ${name}`, `${name} -> all`]), 'all -> done'],
  );
  const id = await runs.start(document);
  await runs.reaches(id, 'succeeded');
  await runs.expectGapFree(id);
});

test('D-06: connections that are cut in the middle are only a pause', async () => {
  behaviours.a = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return 'done';
  };
  const ids = await Promise.all(Array.from({ length: 20 }, () => runs.start(chain('keyed'))));
  for (let cut = 0; cut < 5; cut++) {
    await runs.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name IN ('fermata runner', 'fermata signals') AND datname = current_database()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  for (const id of ids) {
    await runs.reaches(id, 'succeeded');
    await runs.expectGapFree(id);
  }
});

test('web processes are told of every run that has news', async () => {
  const client = new pg.Client({ connectionString: runs.database.url });
  await client.connect();
  const heard = new Set<string>();
  client.on('notification', ({ payload }) => {
    for (const id of payload?.split(',') ?? []) heard.add(id);
  });
  await client.query('LISTEN fermata_run');
  const ids = await Promise.all(Array.from({ length: 5 }, () => runs.start(chain('task'))));
  for (const id of ids) await until(async () => heard.has(id) || null, 'the notification');
  await client.end();
});
