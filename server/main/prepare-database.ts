import { migrate } from '#prisma/migrate.ts';
import { ensureEngineSchema } from '#server/runner/engine-schema.ts';
import { checkDatabase } from './check-database.ts';

/**
 * Checks the database and brings its tables to this version: ours, and those of the durable engine. Safe to call from
 * any number of processes at once.
 * @returns the names of the migrations that were applied now.
 * @throws FermataError UNAVAILABLE with a sentence when the database cannot be used.
 */
export async function prepareDatabase(url: string): Promise<string[]> {
  await checkDatabase(url);
  // The engine's own migration has no lock: two of them at once deadlock.
  return await migrate(url, ensureEngineSchema);
}
