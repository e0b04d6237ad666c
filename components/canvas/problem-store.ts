import { createContext, useCallback, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Problem } from '#core/graph/problem.ts';

/** The problems of the document on the canvas, indexed so that a card reads its own count. */
export interface ProblemState {
  problems: readonly Problem[];
  byNode: ReadonlyMap<string, readonly Problem[]>;
}
export type ProblemStore = StoreApi<ProblemState>;

export function createProblemStore(): ProblemStore {
  return createStore<ProblemState>(() => ({ problems: [], byNode: new Map() }));
}

export function setProblems(store: ProblemStore, problems: readonly Problem[]): void {
  const byNode = Map.groupBy(
    problems.filter((problem) => problem.nodeId !== undefined),
    (problem) => problem.nodeId ?? '',
  );
  store.setState({ problems, byNode });
}

const EMPTY = createProblemStore();

export const ProblemStoreContext = createContext<ProblemStore>(EMPTY);

/** How many errors and warnings a node has. Selected as one number, so that only a changed count renders. */
export function useProblemCounts(nodeId: string): { errors: number; warnings: number } {
  const store = useContext(ProblemStoreContext);
  const packed = useStore(
    store,
    useCallback(
      (state: ProblemState) => {
        const own = state.byNode.get(nodeId) ?? [];
        const errors = own.filter((problem) => problem.severity === 'error').length;
        return errors * 10_000 + (own.length - errors);
      },
      [nodeId],
    ),
  );
  return { errors: Math.floor(packed / 10_000), warnings: packed % 10_000 };
}
