import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { WorkflowDocument } from '#core/graph/schema.ts';

export type SaveAnswer =
  | { status: 'saved'; revision: number }
  | { status: 'conflict'; revision: number; document: WorkflowDocument; by: string; at: string };

/** Somebody else's draft that stands in the way of ours. */
export type Theirs = Omit<Extract<SaveAnswer, { status: 'conflict' }>, 'status'>;

export type SaveState =
  | { status: 'saved' }
  | { status: 'saving' }
  /** Not sent yet, or refused by the network: it will be tried again. */
  | { status: 'unsaved'; retrying: boolean; reason: string | null }
  /** The session ended: kept in the browser, and sent when the editor is opened again after signing in. */
  | { status: 'signed-out' }
  | { status: 'conflict'; theirs: Theirs }
  | { status: 'read-only' };

/** Where unsaved work is kept until the server has it. A copy remembers on which revision it stands. */
export interface LocalCopy {
  write(copy: { baseRevision: number; document: WorkflowDocument }): Promise<void>;
  clear(): Promise<void>;
}

export interface AutosaveOptions {
  revision: number;
  /** What the server has under that revision. */
  document: WorkflowDocument;
  readOnly: boolean;
  send(baseRevision: number, document: WorkflowDocument): Promise<SaveAnswer>;
  local: LocalCopy;
  /** It begins with a document that was kept locally. */
  hasCopy: boolean;
  /** Whether a failed call is worth another try; others (refused, too large) are told and wait for the next edit. */
  isTransient(error: unknown): boolean;
  isSignedOut(error: unknown): boolean;
  describe(error: unknown): string;
  debounceMs?: number;
  retryMs?: number;
}

const DEBOUNCE_MS = 600;
const RETRY_MS = 3_000;

/**
 * Saves the draft soon after it changed. One call is under way at a time, always for the latest document, on the
 * revision that the last answer gave: two calls in flight could only refuse each other.
 */
export class Autosave {
  readonly state: StoreApi<SaveState>;
  readonly #options: AutosaveOptions;
  #base: number;
  #savedDocument: WorkflowDocument;
  #latest: WorkflowDocument;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;
  /** Another tab of this browser may keep a copy too: only one of our own is ours to clear. */
  #hasCopy: boolean;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    this.#base = options.revision;
    this.#savedDocument = options.document;
    this.#latest = options.document;
    this.#hasCopy = options.hasCopy;
    this.state = createStore<SaveState>(() => ({ status: options.readOnly ? 'read-only' : 'saved' }));
  }

  /** The revision that the server has confirmed last. */
  get revision(): number {
    return this.#base;
  }

  /** The document was edited. */
  changed(document: WorkflowDocument): void {
    const { status } = this.state.getState();
    if (document === this.#latest || status === 'read-only') return;
    this.#latest = document;
    if (status === 'conflict') {
      void this.#keepLocally();
    } else if (document === this.#savedDocument && !this.#inFlight) {
      // Undone back to what the server has: nothing to send.
      this.#stopTimer();
      this.#becomeSaved();
    } else {
      if (!this.#inFlight) this.#set({ status: 'unsaved', retrying: true, reason: null });
      this.#later(this.#options.debounceMs ?? DEBOUNCE_MS);
    }
  }

  /** Sends at once; resolves when everything is saved (true) or cannot be for now (false). */
  async flush(): Promise<boolean> {
    while (this.#latest !== this.#savedDocument) {
      await this.#send();
      const { status } = this.state.getState();
      if (status !== 'saved' && status !== 'saving') return false;
    }
    return true;
  }

  /** The conflict was settled: from now on this is what the server has and what is edited. */
  settle(revision: number, document: WorkflowDocument): void {
    this.#stopTimer();
    this.#base = revision;
    this.#savedDocument = document;
    this.#latest = document;
    this.#becomeSaved();
  }

  /** Takes up again after {@link stop}; React mounts twice in development. */
  start(): void {
    this.#stopped = false;
    if (this.#latest !== this.#savedDocument) this.#later(this.#options.debounceMs ?? DEBOUNCE_MS);
  }

  /** The editor is left: what is not sent yet goes out now, and nothing is tried again. */
  stop(): void {
    this.#stopped = true;
    void this.flush();
  }

  #send(): Promise<void> {
    this.#stopTimer();
    if (this.#inFlight) return this.#inFlight;
    const { status } = this.state.getState();
    if (this.#latest === this.#savedDocument || status === 'conflict' || status === 'read-only')
      return Promise.resolve();
    this.#inFlight = this.#attempt().finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  async #attempt(): Promise<void> {
    const sent = this.#latest;
    this.#set({ status: 'saving' });
    try {
      await this.#take(await this.#options.send(this.#base, sent), sent);
    } catch (error) {
      await this.#keepLocally();
      if (this.#options.isSignedOut(error)) {
        this.#set({ status: 'signed-out' });
        return;
      }
      const retrying = this.#options.isTransient(error);
      this.#set({ status: 'unsaved', retrying, reason: this.#options.describe(error) });
      if (retrying && !this.#stopped) this.#later(this.#options.retryMs ?? RETRY_MS);
    }
  }

  async #take(answer: SaveAnswer, sent: WorkflowDocument): Promise<void> {
    if (answer.status === 'conflict') {
      const { revision, document, by, at } = answer;
      await this.#keepLocally();
      this.#set({ status: 'conflict', theirs: { revision, document, by, at } });
      return;
    }
    this.#base = answer.revision;
    this.#savedDocument = sent;
    if (this.#latest === sent) this.#becomeSaved();
    else if (!this.#stopped) this.#later(this.#options.debounceMs ?? DEBOUNCE_MS);
  }

  #becomeSaved(): void {
    this.#set({ status: 'saved' });
    if (!this.#hasCopy) return;
    this.#hasCopy = false;
    void this.#options.local.clear().catch(() => undefined);
  }

  // A copy that cannot be written (private window, full disk) costs the safety net, never the save itself.
  #keepLocally(): Promise<void> {
    this.#hasCopy = true;
    return this.#options.local.write({ baseRevision: this.#base, document: this.#latest }).catch(() => undefined);
  }

  #set(state: SaveState): void {
    this.state.setState(state, true);
  }

  #later(ms: number): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
