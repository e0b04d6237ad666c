import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./bench-runner.ts', import.meta.url));

export interface RunnerProcess {
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/** A runner in a process of its own, ready when this resolves. `isStuck`: its node `stuck` never ends. */
export async function startRunnerProcess(url: string, isStuck: boolean): Promise<RunnerProcess> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--no-warnings', PROGRAM], {
    env: { ...process.env, FERMATA_BENCH_URL: url, FERMATA_BENCH_STUCK: isStuck ? '1' : '0' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('The runner did not start')));
  });
  return {
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
