import { createContext } from 'react';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { keepNames, readNames } from '../view-preference.ts';

/** Which groups somebody has folded, by their ids. How one looks at a workflow: never part of the document or its history. */
export type FoldStore = StoreApi<{ folded: ReadonlySet<string> }>;

/** Kept in this browser for a workflow, by its name; null: for as long as it is looked at. */
export function createFoldStore(workflow: string | null): FoldStore {
  const name = workflow === null ? null : `folded:${workflow}`;
  const store: FoldStore = createStore(() => ({ folded: new Set(name === null ? [] : readNames(name)) }));
  if (name !== null) store.subscribe(({ folded }) => keepNames(name, [...folded]));
  return store;
}

export function setFolded(store: FoldStore, ids: Iterable<string>, isFolded: boolean): void {
  const { folded } = store.getState();
  const wanted = new Set(ids);
  const next = isFolded ? folded.union(wanted) : folded.difference(wanted);
  if (next.size !== folded.size) store.setState({ folded: next });
}

const EMPTY = createFoldStore(null);
export const FoldStoreContext = createContext<FoldStore>(EMPTY);
