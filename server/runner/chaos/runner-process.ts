import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./chaos-runner.ts', import.meta.url));

/** A runner that is started again whenever it ends, as a supervisor would. */
export class RunnerProcess {
  readonly #env: Record<string, string>;
  #child: ChildProcess;
  #stopping = false;
  starts = 0;

  constructor(env: Record<string, string>) {
    this.#env = env;
    this.#child = this.#start();
  }

  /** As the machine would do it: without a chance to say goodbye. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGTERM');
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      await new Promise((resolve) => this.#child.once('exit', resolve));
    }
  }

  #start(): ChildProcess {
    this.starts += 1;
    const child = spawn(process.execPath, ['--conditions=react-server', '--no-warnings', PROGRAM], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('exit', () => {
      if (!this.#stopping) this.#child = this.#start();
    });
    return child;
  }
}
