import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseUser, closedParent, postgresBinaries } from './embedded-platform.ts';
import {
  type EmbeddedOptions,
  isAlive,
  openEmbeddedPostgres,
  readOrCreateSecret,
  stopEmbeddedPostgres,
} from './embedded.ts';

let options: EmbeddedOptions;

beforeEach(async () => {
  const user = await databaseUser();
  const dataDir = await mkdtemp(join(tmpdir(), `fermata-test-${process.pid}-`));
  await chmod(dataDir, 0o755);
  options = {
    dataDir,
    user,
    binaries: await postgresBinaries(user),
    settings: { fsync: 'off', shared_buffers: '16MB' },
  };
});
afterEach(async () => {
  await stopEmbeddedPostgres(options);
  await rm(options.dataDir, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows;
}

async function serverPid(): Promise<number> {
  return Number((await readFile(join(options.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

test('a second start on the same data finds what the first one wrote', async () => {
  const first = await openEmbeddedPostgres(options);
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const pid = await serverPid();
  await first.stop();
  expect(isAlive(pid)).toBe(false);
  const second = await openEmbeddedPostgres(options);
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a server that is already running is adopted, not started twice', async () => {
  const first = await openEmbeddedPostgres(options);
  const pid = await serverPid();
  const second = await openEmbeddedPostgres(options);
  expect(second).toMatchObject({ adopted: true, url: first.url });
  expect(await serverPid()).toBe(pid);
});

test('starts at the same moment on new data share one server', async () => {
  const servers = await Promise.all([1, 2, 3].map(() => openEmbeddedPostgres(options)));
  expect(new Set(servers.map((server) => server.url)).size).toBe(1);
  expect(servers.filter((server) => !server.adopted)).toHaveLength(1);
});

test('after a crash of the whole server the next start recovers the data', async () => {
  const first = await openEmbeddedPostgres(options);
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS answer');
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
  const second = await openEmbeddedPostgres(options);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
});

test('a lock file that names another program, as after a reboot, does not stop the start', async () => {
  const first = await openEmbeddedPostgres(options);
  const path = join(options.dataDir, 'postgres', 'postmaster.pid');
  const lines = (await readFile(path, 'utf8')).split('\n');
  await first.stop();
  await writeFile(path, [String(process.pid), ...lines.slice(1)].join('\n'), { mode: 0o600 });
  const second = await openEmbeddedPostgres(options);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('secrets are made once and are for the owner only', async () => {
  const path = join(options.dataDir, 'some.key');
  const made = await Promise.all([1, 2, 3].map(() => readOrCreateSecret(path)));
  expect(new Set(made).size).toBe(1);
  expect(made[0]).toMatch(/^[0-9a-f]{64}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a folder that the database user may not enter is found', async () => {
  const closed = join(options.dataDir, 'closed');
  await mkdir(join(closed, 'inside'), { recursive: true });
  await chmod(closed, 0o700);
  const stranger = { uid: 54_321, gid: 54_321 };
  expect(await closedParent(join(closed, 'inside', 'postgres'), stranger)).toBe(closed);
  await chmod(closed, 0o711);
  expect(await closedParent(join(closed, 'inside', 'postgres'), stranger)).toBeNull();
  expect(await closedParent(join(closed, 'inside', 'postgres'), null)).toBeNull();
});
