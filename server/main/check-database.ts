import pg from 'pg';
import { FermataError } from '#core/errors.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 3_000;
const MINIMUM_VERSION = 140_000;
const PROBES = 3;

/**
 * Makes sure that Fermata can work on this database.
 * @throws FermataError UNAVAILABLE with one sentence: down, refused, too old, read-only, or behind a pooler that
 * shares sessions between clients.
 */
export async function checkDatabase(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ version: number; text: string; readonly: boolean }>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text,
              pg_is_in_recovery() AS readonly`,
    );
    const [server] = rows;
    if (!server || server.version < MINIMUM_VERSION) {
      throw unavailable(`The database at ${place(url)} is PostgreSQL ${server?.text}; Fermata needs 14 or later.`);
    }
    if (server.readonly) throw unavailable(`The database at ${place(url)} is a read-only replica. Use the primary.`);
    if (await sharesSessions(url, client)) {
      throw unavailable(
        `The address ${place(url)} leads to a pooler in transaction mode, which breaks locks and notifications. Use the database's direct address, or session mode.`,
      );
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A pooler in transaction mode gives a session's server connection to somebody else between two statements. So a
 * session variable is set, other clients open transactions to occupy the free server connections, and then the
 * variable must still be there. A pool of one connection cannot answer at all; the time limit says so.
 */
async function sharesSessions(url: string, client: pg.Client): Promise<boolean> {
  const { rows: before } = await client.query<{ pid: number }>(
    "SELECT pg_backend_pid() AS pid, set_config('fermata.session', 'mine', false)",
  );
  const others: pg.Client[] = [];
  try {
    for (let probe = 0; probe < PROBES; probe++) {
      const other = await connect(url);
      others.push(other);
      await other.query('BEGIN');
      await other.query('SELECT 1');
    }
    const after = await client.query<{ pid: number; mine: string | null }>(
      "SELECT pg_backend_pid() AS pid, current_setting('fermata.session', true) AS mine",
    );
    return after.rows[0]?.pid !== before[0]?.pid || after.rows[0]?.mine !== 'mine';
  } catch (cause) {
    if (isTimeout(cause)) return true;
    throw cause;
  } finally {
    await Promise.all(others.map((other) => other.end().catch(() => undefined)));
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'fermata start',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw connectionError(url, cause);
  }
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && /timeout/i.test(cause.message);
}

function connectionError(url: string, cause: unknown): FermataError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const at = place(url);
  const sentences: Record<string, string> = {
    ECONNREFUSED: `No database answers at ${at}. Is PostgreSQL running, and are host and port in DATABASE_URL right?`,
    ENOTFOUND: `The host of DATABASE_URL (${at}) is not known.`,
    EAI_AGAIN: `The host of DATABASE_URL (${at}) cannot be looked up: there is no answer from DNS.`,
    ETIMEDOUT: `The database at ${at} cannot be reached.`,
    EHOSTUNREACH: `The database at ${at} cannot be reached.`,
    ENETUNREACH: `The database at ${at} cannot be reached.`,
    '28P01': `The database at ${at} refused the user or password in DATABASE_URL.`,
    '28000': `The database at ${at} does not let this user in.`,
    '3D000': `The database in DATABASE_URL (${at}) does not exist. Create it first.`,
    '53300': `The database at ${at} has no free connection. Raise max_connections, or stop something else.`,
    '57P03': `The database at ${at} is starting up or shutting down. Try again in a moment.`,
  };
  const known = sentences[code] ?? (isTimeout(cause) ? `The database at ${at} does not answer.` : null);
  const detail = cause instanceof Error ? cause.message : String(cause);
  return unavailable(known ?? `The database at ${at} cannot be used: ${detail}`, cause);
}

/** Host, port and database: never the user's password. */
function place(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

function unavailable(message: string, cause?: unknown): FermataError {
  return new FermataError('UNAVAILABLE', message, { cause });
}
