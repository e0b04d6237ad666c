import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Pool, createPool } from '#server/db/pool.ts';
import { type Prisma, createPrisma } from '#server/db/prisma.ts';
import { databaseUrl } from './test-server.ts';

/** Tests ask for hundreds of things at once, on machines that may be busy. */
const PATIENCE_MS = 60_000;

export interface TestDatabase {
  url: string;
  pool: Pool;
  prisma: Prisma;
  /** Closes the connections and removes the database. Call it in `afterAll`. */
  drop(): Promise<void>;
}

/** A migrated, empty database of its own on a real PostgreSQL (about 50 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('testDatabaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintain(server, `CREATE DATABASE ${name} TEMPLATE ${inject('testDatabaseTemplate')}`);
  const url = databaseUrl(server, name);
  const pool = createPool(url, { max: 5, name: 'fermata test', connectTimeoutMs: PATIENCE_MS });
  const prisma = createPrisma(pool);
  return {
    url,
    pool,
    prisma,
    drop: async () => {
      await prisma.$disconnect();
      await pool.end();
      await maintain(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function maintain(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
