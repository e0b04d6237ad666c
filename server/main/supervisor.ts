import { watch } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FermataError } from '#core/errors.ts';
import { readSettings, type Settings } from '#server/env.ts';
import { type Child, keepRunning } from './child.ts';
import { openOwnDatabase } from './embedded-database.ts';
import { ensureBuilt, ensureGenerated, PROJECT_DIR, webSources } from './prepare.ts';
import { prepareInChild } from './prepare-in-child.ts';
import { explain, say } from './say.ts';
import { whenNpmIsGone } from './supervised.ts';

const WEB_STOP_MS = 5_000;
const RUNNER_STOP_MS = 30_000;
const PORT_PATIENCE_MS = 3_000;

/** What has been started so far, in that order; it is stopped in reverse. */
const started: { stop(): Promise<void> }[] = [];
let stopping: Promise<void> | null = null;

function shutDown(exitCode: number, sentence?: string): Promise<void> {
  stopping ??= (async () => {
    if (sentence) say(sentence);
    for (const part of started.reverse()) await part.stop();
    process.exit(exitCode);
  })();
  return stopping;
}

/** Ends at once what does not want to end: children notice that their supervisor is gone, PostgreSQL is adopted next time. */
function stopNow(): never {
  say('Stopped at once.');
  process.exit(130);
}

function listenToSignals(): void {
  const stop = () => {
    if (stopping) stopNow();
    void shutDown(0, 'Stopping. Running work is written down and goes on at the next start.');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmIsGone(stop);
}

async function start(development: boolean): Promise<void> {
  const settings = readSettings();
  // Folders are made so that the database's own user can enter them; every secret in them is written as 0600.
  process.umask(0o022);
  await assertPortFree(settings);
  // Beside it, what the build would be made of: the sources are read while the database is made or starts.
  const [database, sources] = await Promise.all([openDatabase(settings), development ? null : webSources()]);
  const [done] = await Promise.all([
    prepareInChild({ DATABASE_URL: database.url, FERMATA_MASTER_KEY: database.masterKey }),
    ensureGenerated(),
  ]);
  say(done);
  if (sources !== null)
    await ensureBuilt(() => say('Building the web application. This takes a minute, after each update.'), sources);
  const { web, runner } = startPrograms(settings, database, development);
  if (!(await Promise.all([web.ready, runner.ready])).every(Boolean)) return await shutDown(1);
  if (development) restartOnChange(runner);
  say(`\nFermata is ready: ${settings.publicUrl}\n`);
}

async function openDatabase(settings: Settings): Promise<{ url: string; masterKey: string }> {
  if (settings.databaseUrl && settings.masterKey) return { url: settings.databaseUrl, masterKey: settings.masterKey };
  say('Database: starting the embedded PostgreSQL.');
  const own = await openOwnDatabase(settings, (cause) => {
    void shutDown(1, `The database is gone: ${explain(cause)}`);
  });
  started.push(own);
  return own;
}

function startPrograms(
  settings: Settings,
  database: { url: string; masterKey: string },
  development: boolean,
): { web: Child; runner: Child } {
  const env = {
    NODE_ENV: development ? 'development' : 'production',
    DATABASE_URL: database.url,
    FERMATA_MASTER_KEY: database.masterKey,
    PORT: String(settings.port),
    HOST: settings.host,
    // The terminal is for sentences; who wants every log line says so.
    FERMATA_LOG_LEVEL: process.env.FERMATA_LOG_LEVEL || 'warn',
  };
  const runner = keepRunning({
    title: 'runner',
    file: 'server/runner/main.ts',
    // The job layer uses `pg` in a way that a later `pg` will not allow; the versions are pinned.
    nodeFlags: ['--conditions=react-server', '--disable-warning=DeprecationWarning'],
    env,
    stopTimeoutMs: RUNNER_STOP_MS,
  });
  started.push(runner);
  const web = keepRunning({
    title: 'web server',
    file: 'server/main/web.ts',
    nodeFlags: [],
    env,
    stopTimeoutMs: WEB_STOP_MS,
  });
  started.push(web);
  return { web, runner };
}

/** Before anything slow: finding the port taken after a minute of building would be rude. */
async function assertPortFree({ host, port }: Settings): Promise<void> {
  // The web server of a supervisor that was just killed needs a moment to notice.
  for (const deadline = Date.now() + PORT_PATIENCE_MS; ; await sleep(200)) {
    const code = await listenError(host, port);
    if (code === null) return;
    if (code === 'EADDRINUSE' && Date.now() < deadline) continue;
    throw new FermataError('UNAVAILABLE', portSentence(code, host, port));
  }
}

function portSentence(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is used by another program, perhaps by Fermata itself. Set PORT to a free one: PORT=${port + 1} npm start`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
      return `This machine does not have the address ${host}. Set HOST to one it has, such as 127.0.0.1 or 0.0.0.0.`;
    default:
      return `The web server cannot listen on ${host}, port ${port} (${code}).`;
  }
}

function listenError(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

/** Next reloads itself; the runner is started again, and takes its runs up where they were. */
function restartOnChange(runner: Child): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of ['core', 'nodes', 'server', 'prisma']) {
    watch(join(PROJECT_DIR, folder), { recursive: true }, (_event, name) => {
      if (!name || !/\.ts$/.test(name) || name.endsWith('.test.ts')) return;
      clearTimeout(timer);
      timer = setTimeout(() => void runner.restart(), 300);
    });
  }
}

listenToSignals();
start(process.argv.includes('--dev')).catch((cause: unknown) => {
  process.stderr.write(`${explain(cause)}\n`);
  void shutDown(1);
});
