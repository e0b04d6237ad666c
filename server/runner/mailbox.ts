/** What happens to one segment, in the order in which it happened. One reader. */
export class Mailbox<Message> {
  #messages: Message[] = [];
  #wake: (() => void) | null = null;

  put(message: Message): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  /** Before everything that waits. */
  putFirst(message: Message): void {
    this.#messages.unshift(message);
    this.#wake?.();
  }

  take(): Message | undefined {
    return this.#messages.shift();
  }

  /** Resolves when there is something to take. */
  async filled(): Promise<void> {
    if (this.#messages.length > 0) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = null;
  }
}
