import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./chaos-runner.ts', import.meta.url));

/** A runner that is started again whenever it ends, as a supervisor would. */
export class RunnerProcess {
  readonly #name: string;
  readonly #databaseUrl: string;
  readonly #sinkUrl: string;
  #child: ChildProcess;
  #stopping = false;
  #ready = false;
  #frozen = false;
  #starts = 0;

  constructor(name: string, databaseUrl: string, sinkUrl: string) {
    this.#name = name;
    this.#databaseUrl = databaseUrl;
    this.#sinkUrl = sinkUrl;
    this.#child = this.#start();
  }

  /** The name of the process that runs now. Its connections carry it as the setting `chaos.runner`. */
  get id(): string {
    return `${this.#name}.${this.#starts}`;
  }

  /** Whether it works on runs: it has started, and nobody has stopped it. */
  get isWorking(): boolean {
    return this.#ready && !this.#frozen;
  }

  /** As the machine would do it: without a chance to say goodbye. */
  kill(): void {
    this.#ready = false;
    this.#child.kill('SIGKILL');
  }

  freeze(): void {
    this.#frozen = true;
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#frozen = false;
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }

  #start(): ChildProcess {
    this.#starts += 1;
    this.#ready = false;
    const url = new URL(this.#databaseUrl);
    url.searchParams.set('options', `-c chaos.runner=${this.id}`);
    const child = spawn(process.execPath, ['--conditions=react-server', '--no-warnings', PROGRAM], {
      env: { ...process.env, DATABASE_URL: url.href, FERMATA_CHAOS_SINK: this.#sinkUrl },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('message', () => (this.#ready = true));
    child.once('exit', () => {
      if (!this.#stopping) this.#child = this.#start();
    });
    return child;
  }
}
