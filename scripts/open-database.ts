import { join } from 'node:path';
import { openEmbeddedPostgres, readOrCreateSecret } from '#server/db/embedded.ts';
import { readSettings } from '#server/env.ts';
import { embeddedOptions } from '#server/main/embedded-database.ts';

export interface OpenDatabase {
  url: string;
  masterKey: string;
  /** Stops what was started for this command; a database that others use keeps running. */
  close(): Promise<void>;
}

/** The database that `npm start` with the same settings works on, beside a running Fermata or without one. */
export async function openDatabase(): Promise<OpenDatabase> {
  const settings = readSettings();
  if (settings.databaseUrl && settings.masterKey) {
    return { url: settings.databaseUrl, masterKey: settings.masterKey, close: async () => undefined };
  }
  const options = await embeddedOptions(settings);
  const server = await openEmbeddedPostgres(options);
  return {
    url: server.url,
    masterKey: settings.masterKey ?? (await readOrCreateSecret(join(options.dataDir, 'master.key'))),
    close: async () => (server.adopted ? undefined : await server.stop()),
  };
}
