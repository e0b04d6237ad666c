/**
 * How many node executions this process runs at once, all runs together. A segment that could not start all of its
 * ready nodes asks to be told when there is room again.
 */
export class Capacity {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #used = 0;
  #paused = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many more executions may begin now; 0 while the process must not start anything. */
  free(): number {
    return this.#paused ? 0 : Math.max(0, this.#limit - this.#used);
  }

  take(): void {
    this.#used += 1;
  }

  release(): void {
    this.#used -= 1;
    this.#tell();
  }

  /** Starts nothing until {@link resume}: this process may have lost its right to. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#tell();
  }

  /** Calls every time there is room. Returns how to stop. */
  onFree(call: () => void): () => void {
    this.#waiting.add(call);
    return () => this.#waiting.delete(call);
  }

  #tell(): void {
    if (this.free() > 0) for (const call of this.#waiting) call();
  }
}
