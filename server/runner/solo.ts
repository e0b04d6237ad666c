import type { Clock } from './ports.ts';

/** How long what runs already may take to end before a suspect begins beside it. */
export const DRAIN_MS = 2_000;
/** A suspect that has lived for so long did not kill its process at once: others may begin beside it. */
export const PROBATION_MS = 3_000;

/**
 * Lets a segment that may be what kills its process begin with nothing beside it: if the process dies again, no other
 * run is blamed. Only for runs whose earlier claims died, and only for a while: a run may work for hours on one call,
 * and neither may it keep the others waiting for so long nor they it. Two suspects never run side by side, so nobody
 * is blamed for the third time for what another one did.
 */
export class Solo {
  readonly #clock: Pick<Clock, 'now' | 'at'>;
  #running = 0;
  #closed = false;
  #lastSuspect: Promise<unknown> = Promise.resolve();
  #changed = Promise.withResolvers<void>();

  constructor(clock: Pick<Clock, 'now' | 'at'>) {
    this.#clock = clock;
  }

  /** Runs `work` beside others, as soon as no suspect begins. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#changed.promise;
    return this.#run(work);
  }

  /** Runs the `work` of a suspect when the suspects before it have ended. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastSuspect.then(() => this.#begin(work));
    this.#lastSuspect = turn.catch(() => undefined);
    return turn;
  }

  async #begin<T>(work: () => Promise<T>): Promise<T> {
    this.#closed = true;
    try {
      await this.#drain();
      const cancel = this.#clock.at(this.#clock.now() + PROBATION_MS, () => this.#open());
      return await this.#run(work).finally(cancel);
    } finally {
      this.#open();
    }
  }

  async #drain(): Promise<void> {
    let late = false;
    const cancel = this.#clock.at(this.#clock.now() + DRAIN_MS, () => {
      late = true;
      this.#tell();
    });
    while (this.#running > 0 && !late) await this.#changed.promise;
    cancel();
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#tell();
    }
  }

  #open(): void {
    this.#closed = false;
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
