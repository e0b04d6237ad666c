import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FermataError } from '#core/errors.ts';
import { type DatabaseUser, type PostgresBinaries, runAs } from '#server/db/embedded-platform.ts';

export interface EmbeddedPostgres {
  url: string;
  /** True when a server was already running on this data, left by a process that was killed, or used by another one. */
  adopted: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Absolute; the person `user` must be able to reach it. */
  dataDir: string;
  binaries: PostgresBinaries;
  user: DatabaseUser | null;
  /** A free one by default. */
  port?: number;
  /** Extra server settings, such as `fsync: 'off'` for tests. */
  settings?: Record<string, string>;
}

const START_DEADLINE_MS = 60_000;
const STALE_INIT_MS = 10 * 60_000;

/**
 * Starts a real PostgreSQL on the data, or adopts the one that already runs on it. It is a process group of its own,
 * so Ctrl-C in the terminal reaches only the supervisor, which stops it last.
 * @throws FermataError UNAVAILABLE with a sentence and the last lines of its log.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  await mkdir(dataDir, { recursive: true });
  const password = await readOrCreateSecret(join(dataDir, 'postgres.key'));
  await initialise(options, password);
  const deadline = Date.now() + START_DEADLINE_MS;
  let launched: Launched | null = null;
  // Two starts may race here. PostgreSQL's own lock file lets one of them win; the loser finds the winner's server.
  while (Date.now() < deadline) {
    const port = await runningPort(dataDir);
    if (port !== null) {
      const url = urlFor(port, password);
      if (await answers(url)) {
        return { url, adopted: launched === null || launched.exited(), stop: () => stopEmbeddedPostgres(options) };
      }
      if (launched === null && !(await ownsData(dataDir)))
        await rm(join(dataDir, 'postgres', 'postmaster.pid'), { force: true });
    } else if (launched === null) {
      launched = await launch(options);
    } else if (launched.exited() && !(await runningPort(dataDir))) {
      throw await startFailure(dataDir);
    }
    await sleep(30);
  }
  throw await startFailure(dataDir);
}

function urlFor(port: number, password: string): string {
  return `postgresql://fermata:${password}@127.0.0.1:${port}/fermata`;
}

/** Hex, so that it needs no escaping in an address. Readable by its owner only. */
export async function readOrCreateSecret(path: string): Promise<string> {
  const existing = await readFile(path, 'utf8').catch(() => '');
  if (existing.trim()) return existing.trim();
  const secret = randomBytes(32).toString('hex');
  // `wx`: of two starts at once exactly one writes; the other reads what it wrote.
  await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
  return (await readFile(path, 'utf8')).trim();
}

/** Made aside and renamed into place, so a kill in the middle leaves nothing half-made. */
async function initialise(options: EmbeddedOptions, password: string): Promise<void> {
  const { dataDir, binaries, user } = options;
  const target = join(dataDir, 'postgres');
  if (existsSync(join(target, 'PG_VERSION'))) return;
  await removeStaleInits(dataDir);
  const fresh = join(dataDir, `postgres.init-${randomBytes(6).toString('hex')}`);
  const passwordFile = `${fresh}.key`;
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) await Promise.all([chown(fresh, user.uid, user.gid), chown(passwordFile, user.uid, user.gid)]);
  try {
    await runAs(user, binaries.initdb, [
      `--pgdata=${fresh}`,
      '--username=fermata',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ]);
    await rename(fresh, target);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(join(target, 'PG_VERSION'))) {
      throw new FermataError('UNAVAILABLE', `The database could not be created in ${target}: ${messageOf(cause)}`, {
        cause,
      });
    }
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function removeStaleInits(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('postgres.init-')) continue;
    const path = join(dataDir, name);
    const info = await stat(path).catch(() => null);
    if (info && Date.now() - info.mtimeMs > STALE_INIT_MS) await rm(path, { recursive: true, force: true });
  }
}

interface Launched {
  exited(): boolean;
}

async function launch(options: EmbeddedOptions): Promise<Launched> {
  const { dataDir, binaries, user } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(options.port ?? (await freePort())),
    max_connections: '200',
    log_min_messages: 'warning',
    ...options.settings,
  };
  const logFile = openSync(join(dataDir, 'postgres.log'), 'a', 0o600);
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      join(dataDir, 'postgres'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...user,
      cwd: dataDir,
      detached: true,
      stdio: ['ignore', logFile, logFile],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  closeSync(logFile);
  let exited = false;
  child.once('error', () => (exited = true));
  child.once('exit', () => (exited = true));
  child.unref();
  return { exited: () => exited };
}

/** The port in `postmaster.pid`; null while there is no server, or before it has written that far. */
async function runningPort(dataDir: string): Promise<number | null> {
  const port = Number((await postmasterLines(dataDir))[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

async function postmasterLines(dataDir: string): Promise<string[]> {
  const content = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  return content.split('\n');
}

/**
 * Whether the process named in `postmaster.pid` is this data's server. After a reboot or in a container the same
 * number may be another program's, and PostgreSQL would refuse to start for ever.
 */
async function ownsData(dataDir: string): Promise<boolean> {
  const pid = Number((await postmasterLines(dataDir))[0]);
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(join(dataDir, 'postgres'));
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Connects, and makes the database on the way when it is the first time. */
async function answers(url: string): Promise<boolean> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'fermata'");
    // Another start may create it at the same moment; then it exists, which is all we want.
    if (!rowCount) await client.query('CREATE DATABASE fermata').catch(() => undefined);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops the server on this data, whoever started it; returns when it is down. Nothing runs there: does nothing.
 * @param mode `immediate` is a crash: nothing is written, and the next start recovers.
 */
export async function stopEmbeddedPostgres(
  options: EmbeddedOptions,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  const pgData = join(options.dataDir, 'postgres');
  if (!existsSync(join(pgData, 'postmaster.pid'))) return;
  await runAs(options.user, options.binaries.pgCtl, ['stop', '-D', pgData, '-m', mode, '-w', '-t', '30']).catch(
    (cause: unknown) => {
      if (existsSync(join(pgData, 'postmaster.pid'))) throw cause;
    },
  );
}

async function startFailure(dataDir: string): Promise<FermataError> {
  const logPath = join(dataDir, 'postgres.log');
  const tail = (await readFile(logPath, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n  ');
  return new FermataError(
    'UNAVAILABLE',
    `The embedded PostgreSQL did not start. Its log (${logPath}) ends with:\n  ${tail}`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
