/**
 * One waiting reader. A hint that comes while the reader is busy is kept, so "subscribe, read, wait" misses nothing;
 * any number of hints count as one, so a slow reader is never flooded.
 */
export class Watcher {
  #pending = false;
  #resolve: (() => void) | null = null;
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  wake(): void {
    this.#pending = true;
    this.#resolve?.();
  }

  /** Resolves at the next hint, at once if one came since the last call, after `timeoutMs`, or when `signal` aborts. */
  async next(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.#pending && !signal?.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = () => resolve();
      this.#resolve = resolve;
      const timer = setTimeout(resolve, timeoutMs);
      signal?.addEventListener('abort', stop, { once: true });
      await promise;
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      this.#resolve = null;
    }
    this.#pending = false;
  }

  close(): void {
    this.#onClose();
    this.#resolve?.();
  }
}
