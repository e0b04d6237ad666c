import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/test-database.ts';
import { migrate } from './migrate.ts';
import { schemaDifference, withSchemaEngine } from './schema-engine.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const made: string[] = [];
afterAll(async () => {
  for (const name of made) await database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await database.drop();
});

async function emptyDatabase(suffix: string): Promise<string> {
  const name = `${new URL(database.url).pathname.slice(1)}_${suffix}`;
  await database.pool.query(`CREATE DATABASE ${name}`);
  made.push(name);
  return new URL(`/${name}`, database.url).href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function allMigrations(): Promise<string[]> {
  const entries = await readdir(join(import.meta.dirname, 'migrations'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Columns, indexes and constraints, as PostgreSQL describes them. */
async function describeTables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client
    .query<{ line: string }>(
      `SELECT * FROM (
         SELECT format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) AS line
           FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
         UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND contype <> 'n') AS found
       WHERE line NOT LIKE '%\\_prisma\\_migrations%' ORDER BY line`,
    )
    .finally(() => client.end());
  return rows.map((row) => row.line);
}

describe('migrate', () => {
  test('applies everything once, also when several processes start together', async () => {
    const url = await emptyDatabase('migrate_together');
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.flat()).toEqual(await allMigrations());
    expect(await migrate(url)).toEqual([]);
  });

  test('the migrations make exactly the tables of schema.prisma', async () => {
    const schema = await readFile(new URL('./schema.prisma', import.meta.url), 'utf8');
    const direct = await emptyDatabase('direct');
    await execute(direct, await withSchemaEngine(direct, (engine) => schemaDifference(engine, null, schema)));
    const expected = await describeTables(direct);
    expect(expected.length).toBeGreaterThan(200);
    expect(await describeTables(database.url)).toEqual(expected);
  });

  test('a migration that a crash cut off is applied again', async () => {
    const url = await emptyDatabase('migrate_again');
    await execute(
      url,
      `CREATE TABLE _prisma_migrations (
      id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
      logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0)`,
    );
    await execute(
      url,
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '20261120000000_init')",
    );
    expect(await migrate(url)).toEqual(await allMigrations());
    expect(await migrate(url)).toEqual([]);
  });

  test('refuses a database that a newer version has used', async () => {
    const url = await emptyDatabase('migrate_newer');
    await migrate(url);
    await execute(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ('x', 'x', now(), '29990101000000_future', 1)`,
    );
    await expect(migrate(url)).rejects.toThrow(/newer Fermata \(it has 29990101000000_future\)/);
  });
});

describe('the tables', () => {
  const ids = { workspace: '00000000-0000-7000-8000-000000000001', workflow: '00000000-0000-7000-8000-000000000002' };
  const runId = '00000000-0000-7000-8000-000000000003';

  test('a final run keeps its outcome, and can be deleted', async () => {
    const { prisma, pool } = database;
    await prisma.workspace.create({ data: { id: ids.workspace, name: 'w' } });
    await prisma.workflow.create({
      data: {
        id: ids.workflow,
        workspaceId: ids.workspace,
        name: 'f',
        title: 'F',
        draft: {},
        createdBy: 'u',
        updatedBy: 'u',
      },
    });
    await prisma.run.create({
      data: {
        id: runId,
        workspaceId: ids.workspace,
        workflowId: ids.workflow,
        graphHash: 'h',
        simulated: true,
        trigger: {},
        input: {},
      },
    });
    await pool.query("UPDATE run SET phase = 'final', status = 'succeeded', output = '1' WHERE id = $1", [runId]);
    await expect(pool.query("UPDATE run SET status = 'failed' WHERE id = $1", [runId])).rejects.toThrow(/is final/);
    await expect(pool.query("UPDATE run SET output = '2' WHERE id = $1", [runId])).rejects.toThrow(/is final/);
    await expect(pool.query("UPDATE run SET phase = 'active' WHERE id = $1", [runId])).rejects.toThrow(/is final/);
    await pool.query('UPDATE run SET idle_claims = 1 WHERE id = $1', [runId]);
    const { rowCount } = await pool.query('DELETE FROM run WHERE id = $1', [runId]);
    expect(rowCount).toBe(1);
  });

  test('streamed text and who is here are kept in unlogged tables', async () => {
    const { rows } = await database.pool.query(
      "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY relname",
    );
    expect(rows).toEqual([{ relname: 'editor_presence' }, { relname: 'run_delta' }]);
  });
});
