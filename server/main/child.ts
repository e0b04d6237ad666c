import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_DIR } from './prepare.ts';
import { say } from './say.ts';

export interface ChildOptions {
  /** For sentences: "The runner". */
  title: string;
  /** Relative to the project, run by Node's own type stripping. */
  file: string;
  nodeFlags: string[];
  env: Record<string, string>;
  /** How long it may take to stop before it is killed. */
  stopTimeoutMs: number;
}

export interface Child {
  /** Resolves when it works for the first time; false when it ended before that. */
  ready: Promise<boolean>;
  stop(): Promise<void>;
  /** Ends it and starts it again, without a word about it. */
  restart(): Promise<void>;
}

const QUICK_DEATH_MS = 10_000;
const MAX_DELAY_MS = 15_000;

/** Keeps a program running: a lost one is started again, after a pause that grows while it keeps dying early. */
export function keepRunning(options: ChildOptions): Child {
  let current: ChildProcess | null = null;
  let stopping = false;
  let restarting = false;
  let announce: (works: boolean) => void = () => undefined;
  const ready = new Promise<boolean>((resolve) => (announce = resolve));

  const loop = async (): Promise<void> => {
    let everReady = false;
    for (let quickDeaths = 0; !stopping; ) {
      const startedAt = Date.now();
      current = launch(options);
      current.on('message', (message) => {
        if (!isReadyMessage(message)) return;
        if (everReady && !restarting) say(`The ${options.title} runs again.`);
        restarting = false;
        everReady = true;
        announce(true);
      });
      const how = await ended(current);
      if (stopping) return;
      if (!everReady) return announce(false);
      if (restarting) continue;
      quickDeaths = Date.now() - startedAt < QUICK_DEATH_MS ? quickDeaths + 1 : 0;
      say(`The ${options.title} stopped unexpectedly (${how}). Starting it again.`);
      if (quickDeaths > 0) await sleep(Math.min(250 * 2 ** quickDeaths, MAX_DELAY_MS));
    }
  };
  const running = loop();

  return {
    ready,
    stop: async () => {
      stopping = true;
      if (current) await terminate(current, options.stopTimeoutMs);
      await running;
    },
    restart: async () => {
      restarting = true;
      if (current) await terminate(current, options.stopTimeoutMs);
    },
  };
}

/** A process group of its own: Ctrl-C in the terminal reaches only the supervisor, which stops things in order. */
function launch({ file, nodeFlags, env }: ChildOptions): ChildProcess {
  return spawn(process.execPath, [...nodeFlags, join(PROJECT_DIR, 'scripts/run.mjs'), join(PROJECT_DIR, file)], {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
}

async function terminate(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await over;
  clearTimeout(killer);
}

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
