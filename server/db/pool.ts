import pg from 'pg';
import type { Log } from '#server/log.ts';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

const CONNECT_TIMEOUT_MS = 5_000;

interface PoolOptions {
  max: number;
  name?: string;
  log?: Log;
  /** How long a caller waits for a free connection before it is told that there is none. */
  connectTimeoutMs?: number;
}

/**
 * Connections of this process. One that breaks is dropped and replaced; without the listeners Node would end the
 * process. Whoever uses it at that moment learns of it by the next query, which fails.
 */
export function createPool(url: string, options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: options.name ?? 'fermata',
  });
  // The pool itself listens to a connection only while nobody has it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (cause) => options.log?.warn({ err: cause }, 'An idle database connection was lost.'));
  return pool;
}
