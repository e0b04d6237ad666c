const WAIT_MS = 300;

/**
 * Tells the others which node is selected here: at most once in a while, the last one for certain, one call at a time.
 * While nobody else is here nothing is told; whoever comes is told then.
 */
export class Gaze {
  readonly #tell: (node: string | null) => Promise<unknown>;
  #wanted: string | null = null;
  /** What the others know; undefined: that is not known. */
  #told: string | null | undefined;
  #isSeen = false;
  #isTelling = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(tell: (node: string | null) => Promise<unknown>) {
    this.#tell = tell;
  }

  /** What is selected now; null for nothing, and for several things at once. */
  look(node: string | null): void {
    this.#wanted = node;
    this.#soon();
  }

  /** Whether anybody else is here. What was told before they came may be lost. */
  seen(isSeen: boolean): void {
    if (isSeen === this.#isSeen) return;
    this.#isSeen = isSeen;
    this.#told = undefined;
    this.#soon();
  }

  #soon(): void {
    if (this.#timer || this.#isTelling || !this.#isDue()) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#now();
    }, WAIT_MS);
  }

  async #now(): Promise<void> {
    if (!this.#isDue()) return;
    const node = this.#wanted;
    this.#told = node;
    this.#isTelling = true;
    // One that failed is made good by the next: what is selected is worth no retry.
    await this.#tell(node).catch(() => undefined);
    this.#isTelling = false;
    this.#soon();
  }

  #isDue(): boolean {
    return this.#isSeen && this.#wanted !== this.#told;
  }
}
