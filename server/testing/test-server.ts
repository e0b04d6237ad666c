import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '#prisma/migrate.ts';
import { isAlive, openEmbeddedPostgres, stopEmbeddedPostgres } from '#server/db/embedded.ts';
import {
  type DatabaseUser,
  type PostgresBinaries,
  databaseUser,
  postgresBinaries,
} from '#server/db/embedded-platform.ts';

/** The folder's name carries the process that owns it, so that the next run can clean up after a killed one. */
const FOLDER = /^fermata-test-(\d+)-/;

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's maintenance database; tests make their own from {@link TEMPLATE_DATABASE}. */
    testDatabaseServer: string;
    testDatabaseTemplate: string;
  }
}

/** Vitest's global setup: one PostgreSQL for the whole run, with a migrated database to copy for each test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.FERMATA_TEST_DATABASE_URL;
  const server: Pick<TestServer, 'url' | 'stop'> = given
    ? { url: given, stop: async () => undefined }
    : await startTestServer();
  const template = `fermata_template_${process.pid}`;
  const url = databaseUrl(server.url, template);
  await query(server.url, `CREATE DATABASE ${template}`);
  await migrate(url);
  project.provide('testDatabaseServer', server.url);
  project.provide('testDatabaseTemplate', template);
  return async () => {
    if (given) await query(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await server.stop();
  };
}

export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

export interface TestServer {
  url: string;
  stop(): Promise<void>;
  /** Ends it as a crash would, and starts it again at the same address. */
  restart(): Promise<void>;
}

/** A PostgreSQL with a data folder that is gone when it stops. */
export async function startTestServer(): Promise<TestServer> {
  const user = await databaseUser();
  const binaries = await postgresBinaries(user);
  await removeAbandoned(user, binaries);
  const dataDir = await mkdtemp(join(tmpdir(), `fermata-test-${process.pid}-`));
  await chmod(dataDir, 0o755);
  const options = {
    dataDir,
    user,
    binaries,
    // Nothing here must survive a crash of the machine; it does survive a crash of PostgreSQL, which tests provoke.
    settings: { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB' },
  };
  const server = await openEmbeddedPostgres(options);
  return {
    url: databaseUrl(server.url, 'postgres'),
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    restart: async () => {
      await stopEmbeddedPostgres(options, 'immediate');
      await openEmbeddedPostgres({ ...options, port: Number(new URL(server.url).port) });
    },
  };
}

async function removeAbandoned(user: DatabaseUser | null, binaries: PostgresBinaries): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = FOLDER.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const dataDir = join(tmpdir(), name);
    await stopEmbeddedPostgres({ dataDir, user, binaries });
    await rm(dataDir, { recursive: true, force: true });
  }
}
