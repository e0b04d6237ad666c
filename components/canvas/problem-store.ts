import { createContext, useCallback, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Problem } from '#core/graph/problem.ts';

/** The problems of the document on the canvas, indexed so that a card reads its own count. */
export interface ProblemState {
  problems: readonly Problem[];
  byNode: ReadonlyMap<string, readonly Problem[]>;
  /** The problem whose trail is lit; everything else on the canvas steps back. */
  shown: Problem | null;
}
export type ProblemStore = StoreApi<ProblemState>;

export function createProblemStore(problems: readonly Problem[] = []): ProblemStore {
  return createStore<ProblemState>(() => ({ problems, byNode: indexByNode(problems), shown: null }));
}

/** A trail stays lit while its problem is there, and follows it. */
export function setProblems(store: ProblemStore, problems: readonly Problem[]): void {
  const { shown } = store.getState();
  const still = shown && problems.find((problem) => isSameProblem(problem, shown));
  store.setState({ problems, byNode: indexByNode(problems), shown: still ?? null });
}

/** Lights the trail of a problem, or (null) none. */
export function lightTrail(store: ProblemStore, problem: Problem | null): void {
  store.setState({ shown: problem });
}

/** Problems are found anew after every edit, so they are told apart by what they say. */
export function isSameProblem(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.nodeId === b.nodeId && a.edgeId === b.edgeId && a.message === b.message;
}

function indexByNode(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  return Map.groupBy(
    problems.filter((problem) => problem.nodeId !== undefined),
    (problem) => problem.nodeId ?? '',
  );
}

const EMPTY = createProblemStore();

export const ProblemStoreContext = createContext<ProblemStore>(EMPTY);

/** How many errors and warnings a node has, or several together. Selected as one number, so that only a changed count renders. */
export function useProblemCounts(nodes: string | readonly string[]): { errors: number; warnings: number } {
  const store = useContext(ProblemStoreContext);
  const packed = useStore(
    store,
    useCallback(
      (state: ProblemState) => {
        const own = [nodes].flat().flatMap((id) => state.byNode.get(id) ?? []);
        const errors = own.filter((problem) => problem.severity === 'error').length;
        return errors * 10_000 + (own.length - errors);
      },
      [nodes],
    ),
  );
  return { errors: Math.floor(packed / 10_000), warnings: packed % 10_000 };
}
