import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { mergeDocuments } from '#core/graph/merge.ts';
import { takeFrom } from '#core/graph/merge/take-from.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { emptyHistory, mapHistory, record, seal, stepBack, stepForward } from './history.ts';
import type { History, Step } from './history.ts';

export interface GraphState {
  document: WorkflowDocument;
  history: History<WorkflowDocument>;
  /** Nobody edits: a viewer, or a published version. */
  readOnly: boolean;
}

/** The document being edited and how it came to be. Selection, viewport and run state live elsewhere and never enter it. */
export interface GraphStore extends Pick<StoreApi<GraphState>, 'getState' | 'subscribe' | 'getInitialState'> {
  /**
   * One edit, one history entry. `coalesce` names what typing flows into. An edit that changes nothing leaves no trace.
   * Returns the document after it.
   */
  apply(label: string, edit: (document: WorkflowDocument) => WorkflowDocument, coalesce?: string): WorkflowDocument;
  /** The label of what was undone or redone; null when there was nothing. */
  undo(): string | null;
  redo(): string | null;
  /** The field that was typed in has been left. */
  seal(): void;
  /** Takes up steps that lead to this document, from before the page was opened; nothing once there are newer ones. */
  restore(history: History<WorkflowDocument>): void;
  /**
   * What others did came in: no step of mine, so undo goes back over it to mine. `rename` says under which ids my own
   * elements go from now on, if theirs took the names.
   */
  adopt(document: WorkflowDocument, rename?: ((document: WorkflowDocument) => WorkflowDocument) | null): void;
}

export interface GraphStoreOptions {
  readOnly?: boolean;
  /** Milliseconds of any steady clock; only differences count. */
  nowMs?: () => number;
}

export function createGraphStore(document: WorkflowDocument, options: GraphStoreOptions = {}): GraphStore {
  const nowMs = options.nowMs ?? (() => performance.now());
  const store = createStore<GraphState>(() => ({
    document,
    history: emptyHistory(),
    readOnly: options.readOnly ?? false,
  }));
  const step = (move: typeof stepBack<WorkflowDocument>): string | null => {
    const state = store.getState();
    const moved = state.readOnly ? null : move(state.history);
    if (!moved) return null;
    store.setState({ document: stepOver(state.document, moved), history: moved.history });
    return moved.label;
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    apply(label, edit, coalesce) {
      const { document: before, history, readOnly } = store.getState();
      if (readOnly) return before;
      const after = edit(before);
      if (after === before) return before;
      const entry = { label, before, after, key: coalesce ?? null, atMs: nowMs() };
      store.setState({ document: after, history: record(history, entry) });
      return after;
    },
    undo: () => step(stepBack),
    redo: () => step(stepForward),
    seal: () => store.setState((state) => ({ history: seal(state.history) })),
    restore(history) {
      const { past, future } = store.getState().history;
      if (past.length + future.length === 0) store.setState({ history });
    },
    adopt(document, rename) {
      // Typing that goes on is an entry of its own: one that reached over theirs would take it back with mine.
      const history = seal(store.getState().history);
      store.setState({ document, history: rename ? mapHistory(history, rename) : history });
    },
  };
}

/**
 * Takes a step on a document that others have changed since: what the step changes is changed, except where somebody
 * wrote something else, which stays.
 */
function stepOver(now: WorkflowDocument, { from, value }: Step<WorkflowDocument>): WorkflowDocument {
  if (now === from) return value;
  const { document, conflicts } = mergeDocuments({ base: from, mine: value, theirs: now });
  return takeFrom(document, now, conflicts);
}
