import { createContext, useCallback, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

export type Verdict = { ok: true } | { ok: false; reason: string };

/** While a wire is drawn: what each node would say to it. Computed once per gesture, read by each card for itself. */
export interface ConnectState {
  targets: ReadonlyMap<string, Verdict> | null;
  /** The wire was given up: wherever it is let go now, nothing comes of it. */
  givenUp?: boolean;
}
export type ConnectStore = StoreApi<ConnectState>;

export function createConnectStore(): ConnectStore {
  return createStore<ConnectState>(() => ({ targets: null }));
}

const IDLE = createConnectStore();
export const ConnectStoreContext = createContext<ConnectStore>(IDLE);

/** Null while no wire is drawn, or when the wire starts at this node. */
export function useVerdict(nodeId: string): Verdict | null {
  const store = useContext(ConnectStoreContext);
  return useStore(
    store,
    useCallback((state: ConnectState) => state.targets?.get(nodeId) ?? null, [nodeId]),
  );
}

/** The first port of a node that may be the source. */
export function portIn(verdicts: ReadonlyMap<string, Verdict>, node: string): string | null {
  for (const [key, verdict] of verdicts)
    if (verdict.ok && key.startsWith(`${node}.`)) return key.slice(node.length + 1);
  return null;
}
