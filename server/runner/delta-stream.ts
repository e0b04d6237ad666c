import { storableText } from '#server/db/storable.ts';
import { redactor } from '#server/secret/redactor.ts';
import type { ClaimRef } from './journal-store.ts';
import type { SegmentPorts } from './ports.ts';

const FLUSH_MS = 100;

type Ports = Pick<SegmentPorts, 'store' | 'clock' | 'live'>;

/** The streaming text of one attempt: written at most ten times a second, best effort. */
export class DeltaStream {
  readonly #ports: Ports;
  readonly #claim: ClaimRef;
  readonly #key: string;
  readonly #attempt: number;
  #offset = 0;
  #text = '';
  #stopTimer: (() => void) | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(ports: Ports, claim: ClaimRef, key: string, attempt: number) {
    this.#ports = ports;
    this.#claim = claim;
    this.#key = key;
    this.#attempt = attempt;
  }

  push(text: string): void {
    if (this.#closed || text === '') return;
    this.#text += text;
    this.#stopTimer ??= this.#ports.clock.at(this.#ports.clock.now() + FLUSH_MS, () => this.#flush());
  }

  /** Drops what was not written, and resolves when nothing is on its way: the rows can then be deleted for good. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer?.();
    await this.#writing;
  }

  /** Whether anything was ever sent. */
  get used(): boolean {
    return this.#offset > 0 || this.#stopTimer !== null;
  }

  #flush(): void {
    this.#stopTimer = null;
    if (this.#closed || this.#text === '') return;
    const clean = redactor.text(storableText(this.#text));
    // A secret may come in two pieces: what may be the first half waits for what follows.
    const kept = redactor.openEnd(clean);
    const text = clean.slice(0, clean.length - kept);
    this.#text = clean.slice(clean.length - kept);
    if (text === '') return;
    const delta = { key: this.#key, attempt: this.#attempt, offset: this.#offset, text };
    this.#offset += text.length;
    // One after the other: a reader takes pieces in the order of their offsets.
    this.#writing = (this.#writing ?? Promise.resolve())
      .then(() => this.#ports.store.appendDelta(this.#claim, delta))
      .then(() => this.#ports.live.touch(this.#claim.runId));
  }
}
