import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { emptyHistory, record, seal, stepBack, stepForward } from './history.ts';
import type { History } from './history.ts';

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
  /** Another document takes its place (somebody else's, or a kept copy); what could be undone before is gone. */
  replace(document: WorkflowDocument): void;
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
    store.setState({ document: moved.value, history: moved.history });
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
    replace: (next) => store.setState({ document: next, history: emptyHistory() }),
  };
}
