import type { Clock } from './ports.ts';

/** Short waits of a segment, kept in the process. A new one under the same key replaces the old one. */
export class Waits {
  readonly #clock: Clock;
  readonly #stops = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#stops.size;
  }

  /** Calls `due` at `dueAt`, ISO, or at once when that is past. */
  arm(key: string, dueAt: string, due: () => void): void {
    this.cancel(key);
    this.#stops.set(
      key,
      this.#clock.at(Date.parse(dueAt), () => {
        this.#stops.delete(key);
        due();
      }),
    );
  }

  cancel(key: string): void {
    this.#stops.get(key)?.();
    this.#stops.delete(key);
  }

  cancelAll(): void {
    for (const key of this.#stops.keys()) this.cancel(key);
  }
}
