import { DBOS } from '@dbos-inc/dbos-sdk';

/**
 * Creates or migrates the tables of the job layer, in the schema `dbos` of the same database. The web process only
 * enqueues, so this runs before it starts. Safe from any number of processes at once.
 */
export async function ensureEngineSchema(url: string): Promise<void> {
  await DBOS.migrate(url);
}
