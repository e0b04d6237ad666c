import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnoseMigrationHistoryOutput, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { FermataError } from '#core/errors.ts';
import { withSchemaEngine } from './schema-engine.ts';

const MIGRATIONS = join(import.meta.dirname, 'migrations');
/** Any number that nothing else in Fermata locks; all who migrate take it. */
const MIGRATION_LOCK = 7_345_001;
const LOCK_RETRY_MS = 100;
const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings a database to this version's tables, offline. Any number of processes may call it at once: one works, the
 * others wait and then find nothing to do.
 * @param alongside more work under the same lock: what else must not be done by two processes at once.
 * @returns the names of the migrations that were applied now.
 * @throws FermataError UNAVAILABLE when the database is newer than this code.
 */
export async function migrate(url: string, alongside?: (url: string) => Promise<void>): Promise<string[]> {
  return await withMigrationLock(url, async () => {
    const applied = await withSchemaEngine(url, async (engine) => {
      const migrationsList = await readMigrations();
      await prepareHistory(engine, migrationsList);
      return await engine.applyMigrations({ migrationsList, filters: FILTERS });
    });
    await alongside?.(url);
    return applied.appliedMigrationNames;
  });
}

/** A session lock on a connection of its own: it is released by the server if this process dies. */
async function withMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'fermata migrate',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    // Asked again and again: a statement that waits for the lock keeps a snapshot open, for which CREATE INDEX
    // CONCURRENTLY in the holder's migration would wait in turn, for ever.
    while (!(await tryLock(client))) await sleep(LOCK_RETRY_MS);
    return await work();
  } finally {
    await client.end();
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [MIGRATION_LOCK]);
  return rows[0]?.held === true;
}

async function prepareHistory(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: FILTERS,
  });
  const unknown = unknownMigrations(found);
  if (unknown.length > 0) {
    throw new FermataError(
      'UNAVAILABLE',
      `This database was used by a newer Fermata (it has ${unknown.join(', ')}). Start that version or a later one; older code would damage the data.`,
    );
  }
  // A script runs in one transaction, so one that a crash cut off changed nothing: it is simply due again.
  for (const migrationName of found.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}

function unknownMigrations({ history }: DiagnoseMigrationHistoryOutput): string[] {
  if (history?.diagnostic === 'migrationsDirectoryIsBehind' || history?.diagnostic === 'historiesDiverge') {
    return history.unpersistedMigrationNames;
  }
  return [];
}

export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(MIGRATIONS, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(MIGRATIONS, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}
