/**
 * Lets a segment that may be what kills its process run with nothing beside it: if the process dies again, no other
 * run is blamed. Everything else waits meanwhile, so it is only for runs whose earlier claims died.
 */
export class Solo {
  #running = 0;
  #alone = false;
  #changed = Promise.withResolvers<void>();

  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#changed.promise;
    return this.#run(work);
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#changed.promise;
    this.#alone = true;
    try {
      while (this.#running > 0) await this.#changed.promise;
      return await this.#run(work);
    } finally {
      this.#alone = false;
      this.#tell();
    }
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

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
