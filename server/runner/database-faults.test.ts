import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capabilities } from '#core/node/capabilities.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { keepModelSetups } from '#server/capabilities/model/model-setup.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { readEnv } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { GraphCache } from './graph-cache.ts';
import type { Runner } from './runner.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { type Behaviours, testDefinitions } from './testing/test-nodes.ts';
import { startTestRunner } from './testing/test-runner.ts';

/** A database that says no for a while. The runner's user is no superuser, so that the limits of the server hold. */

let runs: RunFixture;
let runner: Runner;
let folder: string;
let setupOf: ReturnType<typeof keepModelSetups>;
const behaviours: Behaviours = {};
const role = `fermata_${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  runs = await RunFixture.create();
  const url = new URL(runs.database.url);
  await runs.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test'`);
  for (const schema of ['public', 'dbos']) {
    await runs.query(`GRANT ALL ON SCHEMA ${schema} TO ${role}`);
    for (const kind of ['TABLES', 'SEQUENCES', 'FUNCTIONS']) {
      await runs.query(`GRANT ALL ON ALL ${kind} IN SCHEMA ${schema} TO ${role}`);
    }
  }
  Object.assign(url, { username: role, password: 'test' });
  folder = await mkdtemp(join(tmpdir(), 'fermata-faults-'));
  runner = await startTestRunner(url.href, behaviours, {
    capabilities: (pool) => {
      setupOf = keepModelSetups({
        pool,
        env: readEnv({ DATABASE_URL: url.href, FERMATA_MASTER_KEY: 'test master key with enough letters' }),
      });
      return () => ({}) as Capabilities;
    },
    log: createLog('warn', 'test', join(folder, 'log')),
  });
});
afterAll(async () => {
  await runner.stop();
  await runs.query(`DROP OWNED BY ${role}`);
  await runs.query(`DROP ROLE ${role}`);
  await runs.drop();
  await rm(folder, { recursive: true });
});

const cut = () => runs.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1`, [role]);

test('D-06: too many connections are a pause: what ran ends once, what is asked is answered, nothing is lost', async () => {
  const document = buildDocument(
    ['start: start', 'a: keyed', 'b: keyed', ['done: end', { config: { value: '{{ nodes.b.output }}' } }]],
    ['start -> a', 'a -> b', 'b -> done'],
  );
  const full = Promise.withResolvers<void>();
  const calls: string[] = [];
  behaviours.a = async ({ idempotencyKey }) => {
    calls.push(idempotencyKey);
    await full.promise;
    // Nothing of it is kept yet, so the database is asked.
    return (await setupOf(runs.home.workspaceId)).prices.size;
  };
  behaviours.b = async ({ idempotencyKey }) => {
    calls.push(idempotencyKey);
    return 'through';
  };
  const ids = await Promise.all(Array.from({ length: 5 }, () => runs.start(document)));
  await until(async () => calls.length === ids.length || null, 'the first nodes to run');
  const [{ name } = { name: '' }] = await runs.query<{ name: string }>('SELECT current_database() AS name');
  await runs.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  await cut();
  full.resolve();
  const refused = async () => (await readFile(join(folder, 'log'), 'utf8')).split('too many connections').length - 1;
  await until(async () => (await refused()) >= 3 || null, 'the server to refuse connections');
  for (const id of ids) expect(await runs.row(id)).toMatchObject({ status: 'running', last_seq: 5 });
  await runs.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  for (const id of ids) {
    expect(await runs.reaches(id, 'succeeded', 'failed')).toMatchObject({ output: { value: 'through' }, segment: 1 });
    await runs.expectGapFree(id);
  }
  expect(calls.toSorted()).toEqual(ids.flatMap((id) => [`${id}:a`, `${id}:b`]).toSorted());
});

/** SQLSTATE by what the server says with it. */
const FAULTS = {
  '40001': 'could not serialize access due to concurrent update',
  '40P01': 'deadlock detected',
  '53100': 'could not extend file "base/1/1": No space left on device',
  '57014': 'canceling statement due to statement timeout',
  '25006': 'cannot execute INSERT in a read-only transaction',
};
const FAILING = ['run', 'run_event', 'run_signal', 'timer', 'run_snapshot', 'dbos.workflow_status'];

test('D-06: every kind of write that the database refuses is written a little later, once', async () => {
  const codes = Object.entries(FAULTS);
  // A sequence is not rolled back with the statement that fails.
  await runs.query(`
    CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE n int;
    BEGIN
      IF current_user <> '${role}' THEN RETURN NULL; END IF;
      n := nextval('public.fault_' || TG_TABLE_NAME);
      IF n > 2 THEN RETURN NULL; END IF;
      CASE (n + TG_ARGV[0]::int) % ${codes.length}
      ${codes.map(([code, text], index) => `WHEN ${index} THEN RAISE '${text}' USING ERRCODE = '${code}';`).join('\n')}
      END CASE;
    END $$`);
  for (const [index, table] of FAILING.entries()) {
    const name = `fault_${table.split('.').at(-1)}`;
    await runs.query(`CREATE SEQUENCE ${name}; GRANT ALL ON SEQUENCE ${name} TO ${role}`);
    await runs.query(
      `CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION fail_first('${2 * index}')`,
    );
  }
  const document = buildDocument(
    ['start: start', 'a: keyed', 'gate: gate', ['t: timer', { config: { dueMs: 3_600_000 } }], 'done: end'],
    ['start -> a', 'a -> gate', 'gate.approved -> t', 't -> done'],
  );
  let calls = 0;
  behaviours.a = async () => {
    calls += 1;
    return 'x'.repeat(40_000);
  };
  const id = await runs.start(document);
  await runs.reaches(id, 'waiting', 'failed');
  await runs.decide(id, 'gate');
  await runs.happens(id, 'node.waiting t');
  await runs.reaches(id, 'waiting', 'failed');
  await runs.query('UPDATE timer SET due_at = now()');
  expect(await runs.reaches(id, 'succeeded', 'failed')).toMatchObject({ status: 'succeeded', segment: 3 });
  for (const table of FAILING) {
    const [row] = await runs.query<{ n: string }>(`SELECT last_value AS n FROM fault_${table.split('.').at(-1)}`);
    expect([table, Number(row?.n) >= 2]).toEqual([table, true]);
  }
  expect(calls).toBe(1);
  await runs.expectGapFree(id);
  const story = await runs.story(id);
  for (const once of ['node.succeeded a', 'approval.decided gate', 'timer.fired t', 'run.succeeded']) {
    expect(story.filter((line) => line === once)).toHaveLength(1);
  }
});

test('D-06: the graph of a run is read again when its query is cancelled', async () => {
  const { pool } = runs.database;
  await runs.start(buildDocument(['start: start'], []));
  const [{ hash } = { hash: '' }] = await runs.query<{ hash: string }>('SELECT hash FROM graph_snapshot LIMIT 1');
  const graphs = new GraphCache(pool, testDefinitions);
  await withTransaction(pool, async (client) => {
    await client.query('LOCK TABLE graph_snapshot IN ACCESS EXCLUSIVE MODE');
    const graph = graphs.load(runs.home.workspaceId, hash);
    const cancel = () =>
      runs.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM graph_snapshot%'`,
      );
    for (let time = 0; time < 2; time++) await until(async () => (await cancel()).length || null, 'the query');
    await client.query('COMMIT; BEGIN');
    expect((await graph).nodes.has('start')).toBe(true);
  });
});
