import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./sink-program.ts', import.meta.url));

/** Where effects arrive: a process of its own, which nothing here kills. */
export class Sink {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async open(): Promise<Sink> {
    const child = fork(PROGRAM, { execArgv: ['--no-warnings'] });
    return new Sink(child, await answerOf<number>(child));
  }

  /** How often each effect was asked for, by idempotency key. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const answer = answerOf<[string, number][]>(this.#child);
    this.#child.send('counts');
    return new Map(await answer);
  }

  close(): void {
    this.#child.disconnect();
  }
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('The sink ended by itself'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}
