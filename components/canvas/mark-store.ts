import { createContext, useCallback, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

/** What an element of the graph is pointed out for: how it differs, or that two people disagree about it. */
export type Mark = 'added' | 'removed' | 'changed' | 'moved' | 'contested';

/** By the canvas ids of nodes and notes, and the ids of edges. Not part of the document. */
export type MarkStore = StoreApi<{ marks: ReadonlyMap<string, Mark> }>;

export function createMarkStore(): MarkStore {
  return createStore(() => ({ marks: new Map<string, Mark>() }));
}

const EMPTY = createMarkStore();
export const MarkStoreContext = createContext<MarkStore>(EMPTY);

/** What one element is marked as, or the first of several that is: only its own mark renders it. */
export function useMark(ids: string | readonly string[]): Mark | undefined {
  return useStore(
    useContext(MarkStoreContext),
    useCallback(
      ({ marks }) => (typeof ids === 'string' ? marks.get(ids) : ids.map((id) => marks.get(id)).find(Boolean)),
      [ids],
    ),
  );
}
