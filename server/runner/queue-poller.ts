/** Segments that come one by one are taken together: looking costs as much as taking a hundred. */
const BUSY_MS = 8;

export interface QueuePollerOptions {
  /** Takes segments and begins them; how many. Must not throw. */
  take(): Promise<number>;
  /** How long to wait between two looks when nothing is there and nobody gives a hint. */
  idleMs: number;
}

/**
 * Looks for segments: at once when a hint came, again and again while there are some, and now and then in any case.
 * An idle process hardly asks the database, and a busy one asks for many at once.
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  #hinted = false;
  #stopped = false;
  #wake: (() => void) | null = null;
  readonly #loop: Promise<void>;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** There may be something to take. */
  hint(): void {
    this.#hinted = true;
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.hint();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#hinted = false;
      const taken = await this.#options.take();
      // What was taken shows that there is traffic; a hint from before the look is answered by it.
      await this.#rest(taken > 0 ? BUSY_MS : this.#options.idleMs, taken === 0);
    }
  }

  async #rest(ms: number, untilHint: boolean): Promise<void> {
    if (this.#stopped || (untilHint && this.#hinted)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    if (untilHint) this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = null;
  }
}
