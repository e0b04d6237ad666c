import { createContext, useCallback, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

/** What is selected and hovered. Not part of the document, never in its history. Ids are those of the canvas. */
export interface SelectionState {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  /** The node under the pointer, here or in another view of the same graph (timeline, problems). */
  hovered: string | null;
}

export type SelectionStore = StoreApi<SelectionState>;

const NONE: ReadonlySet<string> = new Set();

export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>(() => ({ nodes: NONE, edges: NONE, hovered: null }));
}

/** Replaces the selection. */
export function select(store: SelectionStore, elements: { nodes?: Iterable<string>; edges?: Iterable<string> }): void {
  store.setState({ nodes: new Set(elements.nodes), edges: new Set(elements.edges) });
}

/** The one selected node, or null when none or several are. */
export function onlyNode(state: SelectionState): string | null {
  const [first] = state.nodes;
  return state.nodes.size === 1 && state.edges.size === 0 ? (first ?? null) : null;
}

/** Folds React Flow's `select` changes into one set; the same set when they change nothing. `kept` stays selected. */
export function withSelectChanges(
  current: ReadonlySet<string>,
  changes: readonly { id: string; selected: boolean }[],
  kept: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const next = new Set(current);
  for (const { id, selected } of changes) {
    if (selected || kept.has(id)) next.add(id);
    else next.delete(id);
  }
  return next.size === current.size && next.isSubsetOf(current) ? current : next;
}

const EMPTY = createSelectionStore();
export const SelectionStoreContext = createContext<SelectionStore>(EMPTY);

/** Whether this node, or one of several, is pointed at, here or in another view. Two nodes render when the pointer goes from one to the next. */
export function useIsHovered(nodes: string | readonly string[]): boolean {
  const store = useContext(SelectionStoreContext);
  return useStore(
    store,
    useCallback(
      ({ hovered }: SelectionState) =>
        hovered !== null && (typeof nodes === 'string' ? nodes === hovered : nodes.includes(hovered)),
      [nodes],
    ),
  );
}
