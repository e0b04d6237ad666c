import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool, createPool } from '#server/db/pool.ts';
import { openEmbeddedPostgres } from '#server/db/embedded.ts';
import { databaseUser, postgresBinaries } from '#server/db/embedded-platform.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';

/**
 * Gives an empty database with Fermata's tables to measure on, with durability as in production. It is on a server of
 * its own, or on that of DATABASE_URL, whose user must be allowed to create databases.
 */
export async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL;
  if (given) return onServer(given, work);
  const user = await databaseUser();
  const dataDir = await mkdtemp(join(tmpdir(), 'fermata-bench-'));
  await chmod(dataDir, 0o755);
  const server = await openEmbeddedPostgres({ dataDir, user, binaries: await postgresBinaries(user) });
  try {
    return await onServer(server.url, work);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function onServer<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `fermata_bench_${randomBytes(4).toString('hex')}`;
  const server = createPool(serverUrl, { max: 1, name: 'fermata bench' });
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  try {
    await server.query(`CREATE DATABASE ${name}`);
    await prepareDatabase(url);
    return await work(url);
  } finally {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  }
}

/** What the bare database needs, for comparison. */
export class RawDatabase {
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  static async open(pool: Pool): Promise<RawDatabase> {
    await pool.query('CREATE TABLE IF NOT EXISTS bench_row (id bigint, body jsonb)');
    return new RawDatabase(pool);
  }

  /** Milliseconds of single-row commits, one after the other. */
  async commits(count: number): Promise<number> {
    const client = await this.#pool.connect();
    const began = performance.now();
    for (let index = 0; index < count; index++) {
      await client.query({ name: 'raw', text: 'INSERT INTO bench_row VALUES ($1, $2)', values: [index, '{"ok": 1}'] });
    }
    client.release();
    return performance.now() - began;
  }

  /** Milliseconds of as many rows, 500 a commit. */
  async inserts(rows: number): Promise<number> {
    const began = performance.now();
    for (let at = 0; at < rows; at += 500) {
      await this.#pool.query(`INSERT INTO bench_row SELECT n, '{"ok": 1}' FROM generate_series(1, 500) n`);
    }
    return performance.now() - began;
  }
}
