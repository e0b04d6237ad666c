import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureMasterKeyAt } from '#server/secret/master-key.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/test-database.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fermata-start-'));
  return () => rm(folder, { recursive: true, force: true });
});

const MASTER_KEY = 'k'.repeat(32);

/** Runs `npm start`'s program to its end. Every case here ends before anything is built. */
async function start(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const port = await freePort();
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--conditions=react-server', 'scripts/run.mjs', 'server/main/supervisor.ts'],
      {
        env: {
          NODE_ENV: 'production',
          PATH: process.env.PATH,
          PORT: String(port),
          FERMATA_DATA_DIR: folder,
          FERMATA_MASTER_KEY: MASTER_KEY,
          ...env,
        },
      },
    );
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('close', (code) => resolve({ code, text }));
  });
}

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

async function freePort(): Promise<number> {
  const { server, port } = await listening();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a start that cannot work ends with one sentence and an exit code', () => {
  test.each([
    ['a setting of the wrong kind', { PORT: 'http' }, 'The setting PORT must be a number.'],
    [
      'a database that is down',
      { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/d' },
      'No database answers at 127.0.0.1:1/d.',
    ],
    [
      'DATABASE_URL without a key',
      { DATABASE_URL: 'postgresql://h/d', FERMATA_MASTER_KEY: '' },
      'FERMATA_MASTER_KEY is required with DATABASE_URL',
    ],
    [
      'an address that is not of this machine',
      { HOST: '192.0.2.1' },
      'This machine does not have the address 192.0.2.1.',
    ],
  ])('%s', async (_what, env, sentence) => {
    const { code, text } = await start(env);
    expect(text).toContain(sentence);
    expect(text).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  test('a port that is taken', async () => {
    const { server, port } = await listening();
    const { code, text } = await start({ PORT: String(port) });
    server.close();
    expect(text.trim()).toBe(
      `Port ${port} is used by another program, perhaps by Fermata itself. Set PORT to a free one: PORT=${port + 1} npm start`,
    );
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a master key that is not the one of the database', async () => {
    await ensureMasterKeyAt(database.url, 'the key that was used so far, long enough');
    const { code, text } = await start({ DATABASE_URL: database.url });
    expect(text).toContain('The master key is not the one that the secrets in this database are encrypted with.');
    expect(text).not.toMatch(/\n\s+at /);
    expect(text).not.toContain(MASTER_KEY);
    expect(code).toBe(1);
  });

  test('a database that a newer version has used', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ('x', 'x', now(), '29990101000000_future', 1)`,
    );
    const { code, text } = await start({ DATABASE_URL: database.url });
    await client.query("DELETE FROM _prisma_migrations WHERE id = 'x'").finally(() => client.end());
    expect(text).toContain('used by a newer Fermata (it has 29990101000000_future)');
    expect(text).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});
