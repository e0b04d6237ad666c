import { setTimeout as sleep } from 'node:timers/promises';

/** What an error of the database means for what was asked. */
export type ErrorKind =
  /** The data cannot be stored, however often it is tried. */
  | 'data'
  /** Nobody knows whether it was done: the connection was lost, or never there. */
  | 'connection'
  /** It was rolled back and may be tried again. */
  | 'retry'
  /** A bug of ours, or a database that is not ours. */
  | 'other';

const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/**
 * SQLSTATE classes: 22 data, 23 integrity, 54 program limit · 08 connection, 57 operator, and the two of class 25 that
 * end a session whose transaction was left alone · 40 rollback, 53 resources (too many connections, disk full),
 * 55 state, and 25006, a server that is read-only while another takes its place.
 */
const DATA = /^(22|23|54)/;
const CONNECTION = /^(08|57|25P0[34])/;
const RETRY = /^(40|53|55|25006)/;
const LOST =
  /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|client has encountered a connection error/i;

export function errorKind(cause: unknown): ErrorKind {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (CONNECTION_CODES.has(code) || CONNECTION.test(code)) return 'connection';
  if (DATA.test(code)) return 'data';
  if (RETRY.test(code)) return 'retry';
  return cause instanceof Error && LOST.test(cause.message) ? 'connection' : 'other';
}

const MIN_PAUSE_MS = 20;
const MAX_PAUSE_MS = 1_000;

/** Pauses between tries while the database is away: short at first, a second at most. */
export function pauseBeforeRetry(tries: number): Promise<void> {
  return sleep(Math.min(MIN_PAUSE_MS * 2 ** tries, MAX_PAUSE_MS));
}

/**
 * Does what may be done twice, again and again until the database answers. Ends with the error when `isClosed`.
 * Errors that another try cannot help with come at once.
 */
export async function untilAnswered<T>(work: () => Promise<T>, isClosed: () => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (cause) {
      const kind = errorKind(cause);
      if (isClosed() || kind === 'data' || kind === 'other') throw cause;
      await pauseBeforeRetry(tries);
    }
  }
}
