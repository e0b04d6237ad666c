import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { equalJson } from '#core/equal-json.ts';
import { takeFrom } from '#core/graph/merge/take-from.ts';
import type { Conflict } from '#core/graph/merge/conflict.ts';
import type { Sides } from '#core/graph/merge/sides.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { MergedDraft } from './merge-theirs.ts';
import type { SaveState } from './save-state.ts';

/** A draft as the server has it. */
export interface ServerDraft {
  revision: number;
  document: WorkflowDocument;
  /** Who saved it last, and when. */
  by: string;
  at: string;
}

export type SaveAnswer = { status: 'saved'; revision: number } | ({ status: 'conflict' } & ServerDraft);

/** Work that is not on the server yet, and on which draft of the server it stands. */
export interface KeptDraft {
  baseRevision: number;
  base: WorkflowDocument;
  document: WorkflowDocument;
}

/** Where unsaved work is kept until the server has it. */
export interface LocalCopy {
  write(copy: KeptDraft): Promise<void>;
  clear(): Promise<void>;
}

export interface AutosaveOptions {
  /** What the server had when the editor was opened. */
  draft: ServerDraft;
  readOnly: boolean;
  send(baseRevision: number, document: WorkflowDocument): Promise<SaveAnswer>;
  /** What the server has now. */
  load(): Promise<ServerDraft>;
  merge(sides: Sides): MergedDraft;
  /** What others did is part of the open document now. */
  adopt(merged: MergedDraft, by: string): void;
  local: LocalCopy;
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
 * Saves the draft soon after it changed, and takes in what others saved. One call is under way at a time, always for the
 * latest document, on the revision that the last answer gave: two calls in flight could only refuse each other. What
 * others saved is merged; what cannot be is asked about, and nothing is sent until it is decided, so that neither side
 * is written over.
 */
export class Autosave {
  readonly state: StoreApi<SaveState>;
  readonly #options: AutosaveOptions;
  #revision: number;
  /**
   * What mine and theirs have in common: the server's draft at `#revision`, and while something is contested that draft
   * with the contested things as they were before either changed them.
   */
  #base: WorkflowDocument;
  #latest: WorkflowDocument;
  /** Sent, and then the connection broke: the server may have it. */
  #unanswered: WorkflowDocument | null = null;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;
  /** Another tab of this browser may keep a copy too: only one of our own is ours to clear. */
  #hasCopy = false;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    this.#revision = options.draft.revision;
    this.#base = options.draft.document;
    this.#latest = options.draft.document;
    this.state = createStore<SaveState>(() => ({ status: options.readOnly ? 'read-only' : 'saved' }));
  }

  /** The revision that the server has confirmed last. */
  get revision(): number {
    return this.#revision;
  }

  /** Goes on from what was kept locally, on top of what the server has by now. */
  resume(kept: KeptDraft): void {
    this.#hasCopy = true;
    this.#base = kept.base;
    this.#latest = kept.document;
    this.#set({ status: 'unsaved', retrying: true, reason: null });
    if (this.#meet(this.#options.draft)) this.#goOn(0);
  }

  /** The document was edited. */
  changed(document: WorkflowDocument): void {
    const state = this.state.getState();
    if (document === this.#latest || state.status === 'read-only') return;
    this.#latest = document;
    if (state.status !== 'conflict' && this.#isSettled() && !this.#inFlight) {
      // Undone back to what the server has: nothing to send.
      this.#stopTimer();
      this.#becomeSaved();
      return;
    }
    const isRefused = state.status === 'signed-out' || (state.status === 'unsaved' && state.reason !== null);
    if (isRefused || state.status === 'conflict') void this.#keepLocally();
    else if (state.status !== 'saving') this.#set({ status: 'unsaved', retrying: true, reason: null });
    this.#later(this.#options.debounceMs ?? DEBOUNCE_MS);
  }

  /** Sends at once; resolves when everything is saved (true) or cannot be for now (false). */
  async flush(): Promise<boolean> {
    while (!this.#isSettled() || this.#inFlight) {
      if (this.#inFlight) {
        // It may be a question only, or sent before the latest edit.
        await this.#inFlight;
        continue;
      }
      await this.#run(() => this.#save());
      const { status } = this.state.getState();
      if (status !== 'saved' && status !== 'saving') return false;
    }
    return true;
  }

  /** The server told of a revision: what is new in it is fetched and taken in. */
  async heard(revision: number): Promise<void> {
    // The answer to a call of ours may be on its way, and tell of the same revision.
    while (this.#inFlight) await this.#inFlight;
    if (revision <= this.#revision || this.#stopped) return;
    await this.#run(async () => {
      // Without an answer there will be the next hint, and the next save is refused.
      const theirs = await this.#options.load().catch(() => null);
      // Edits that came meanwhile have found the line taken, so they are sent from here, answer or not.
      if (!theirs || this.#meet(theirs)) this.#goOn(this.#options.debounceMs ?? DEBOUNCE_MS);
    });
  }

  /**
   * What was contested is decided: `theirs` of the conflicts go their way, and mine stands in the others. Gives the
   * document that comes of it; making it the open one, as an edit that can be undone, is the caller's.
   */
  decide(theirs: readonly Conflict[]): WorkflowDocument {
    const state = this.state.getState();
    if (state.status !== 'conflict') return this.#latest;
    const { document } = state.theirs;
    const decided = takeFrom(this.#latest, document, theirs);
    this.#base = equalJson(decided, document) ? decided : document;
    this.#set({ status: 'unsaved', retrying: true, reason: null });
    this.#later(0);
    return decided;
  }

  /** Takes up again after {@link stop}; React mounts twice in development. */
  start(): void {
    this.#stopped = false;
    if (!this.#isSettled()) this.#later(this.#options.debounceMs ?? DEBOUNCE_MS);
  }

  /** The editor is left: what is not sent yet goes out now, and nothing is tried again. */
  stop(): void {
    this.#stopped = true;
    void this.flush();
  }

  /** Runs a call when no other one is under way; while one is, waits for that one instead. */
  #run(call: () => Promise<void>): Promise<void> {
    if (this.#inFlight) return this.#inFlight;
    this.#inFlight = call().finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  async #save(): Promise<void> {
    this.#stopTimer();
    const state = this.state.getState();
    if (state.status === 'read-only') return;
    // Edits may have settled what was contested.
    if (state.status === 'conflict' && !this.#meet(state.theirs)) return;
    if (this.#isSettled()) return this.#becomeSaved();
    const sent = this.#latest;
    this.#set({ status: 'saving' });
    try {
      const answer = await this.#options.send(this.#revision, sent);
      this.#take(answer, sent);
    } catch (error) {
      await this.#failed(error, sent);
    }
  }

  #take(answer: SaveAnswer, sent: WorkflowDocument): void {
    if (answer.status === 'conflict') {
      if (!this.#meet(answer)) return;
    } else {
      this.#revision = answer.revision;
      this.#base = sent;
      this.#unanswered = null;
    }
    // What was merged goes out at once: the less time passes, the less often it is refused again.
    this.#goOn(answer.status === 'conflict' ? 0 : (this.#options.debounceMs ?? DEBOUNCE_MS));
  }

  /** Everything is known to the server, or goes there after a while. */
  #goOn(ms: number): void {
    if (this.#isSettled()) this.#becomeSaved();
    else if (!this.#stopped) this.#later(ms);
  }

  async #failed(error: unknown, sent: WorkflowDocument): Promise<void> {
    await this.#keepLocally();
    if (this.#options.isSignedOut(error)) return this.#set({ status: 'signed-out' });
    const retrying = this.#options.isTransient(error);
    if (retrying) this.#unanswered = sent;
    this.#set({ status: 'unsaved', retrying, reason: this.#options.describe(error) });
    if (retrying && !this.#stopped) this.#later(this.#options.retryMs ?? RETRY_MS);
  }

  /** Merges what the server has into what is open. False when something is contested. */
  #meet(theirs: ServerDraft): boolean {
    const { document: saved, by } = theirs;
    const isOurs = this.#unanswered !== null && equalJson(this.#unanswered, saved);
    const base = isOurs && this.#unanswered ? this.#unanswered : this.#base;
    const mine = this.#latest;
    const merged = this.#options.merge({ base, mine, theirs: saved });
    const { document, conflicts } = merged;
    this.#unanswered = null;
    this.#revision = theirs.revision;
    this.#latest = document;
    if (document !== mine) this.#options.adopt(merged, by);
    if (conflicts.length === 0) {
      this.#base = equalJson(document, saved) ? document : saved;
      if (this.state.getState().status === 'conflict') this.#set({ status: 'saving' });
      return true;
    }
    this.#base = takeFrom(saved, base, conflicts);
    this.#set({ status: 'conflict', theirs, conflicts });
    void this.#keepLocally();
    return false;
  }

  #isSettled(): boolean {
    return this.#latest === this.#base && this.state.getState().status !== 'conflict';
  }

  #becomeSaved(): void {
    if (this.state.getState().status !== 'read-only') this.#set({ status: 'saved' });
    if (!this.#hasCopy) return;
    this.#hasCopy = false;
    void this.#options.local.clear().catch(() => undefined);
  }

  // A copy that cannot be written (private window, full disk) costs the safety net, never the save itself.
  #keepLocally(): Promise<void> {
    this.#hasCopy = true;
    const kept = { baseRevision: this.#revision, base: this.#base, document: this.#latest };
    return this.#options.local.write(kept).catch(() => undefined);
  }

  #set(state: SaveState): void {
    this.state.setState(state, true);
  }

  #later(ms: number): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => void this.#run(() => this.#save()), ms);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
