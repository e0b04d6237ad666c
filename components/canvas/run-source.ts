import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { NodeStatus } from '#core/run/state.ts';

/** What a card shows of a run. Replaced, never mutated, so identity tells whether a badge must render. */
export interface NodeRun {
  status: Exclude<NodeStatus, 'pending'>;
  /** The badge's words where the status alone says too little: `Waiting for Ana`, `3 of 5`. */
  text?: string;
  /** It waits for a person: fuchsia. A wait for a timer or a retry stays neutral. */
  person?: boolean;
  /** ISO time since when it runs; the badge ticks by itself. */
  since?: string;
  /** How long it took, once it has ended. */
  durationMs?: number;
  /** Above 1: shown as "attempt 2". */
  attempt?: number;
  /** Above 1: shown as a round of its loop. */
  iteration?: number;
  /** The card's last line: streaming text, or the sentence of an error. */
  line?: string;
}

/** `active`: its source has just fired and its target runs. `open`: not decided yet. */
export type EdgeRun = 'open' | 'active' | 'taken' | 'not_taken';

/**
 * How run state reaches the canvas: per element, so that one event renders one badge and no card.
 * The run page implements it over its own store; the editor has none.
 */
export interface NodeRunSource {
  /** Calls back after the node's value changed; returns the way out. */
  subscribe(nodeId: string, onChange: () => void): () => void;
  /** Null while the node is pending. The same object until something changed. */
  get(nodeId: string): NodeRun | null;
  subscribeEdge(edgeId: string, onChange: () => void): () => void;
  getEdge(edgeId: string): EdgeRun;
  /** For pictures of all of it: calls back at most once per frame; returns the way out. */
  subscribeRun(onChange: () => void): () => void;
  /** Another number whenever something but streaming text has changed. */
  version(): number;
}

/** Null outside a run: cards then have no state and edges no direction of travel. */
export const NodeRunSourceContext = createContext<NodeRunSource | null>(null);

const nothingToWatch = (): (() => void) => () => undefined;

/** The run state of one node; only for leaf components, because each call is one subscription. */
export function useNodeRun(nodeId: string): NodeRun | null {
  const source = useContext(NodeRunSourceContext);
  const subscribe = useCallback(
    (onChange: () => void) => (source ? source.subscribe(nodeId, onChange) : nothingToWatch()),
    [source, nodeId],
  );
  const get = useCallback(() => source?.get(nodeId) ?? null, [source, nodeId]);
  return useSyncExternalStore(subscribe, get, get);
}

/** Whether this is the graph of a run, in which a node without a state has not begun. */
export function useIsInRun(): boolean {
  return useContext(NodeRunSourceContext) !== null;
}

/** The run state of one edge; null outside a run. */
export function useEdgeRun(edgeId: string): EdgeRun | null {
  const source = useContext(NodeRunSourceContext);
  const subscribe = useCallback(
    (onChange: () => void) => (source ? source.subscribeEdge(edgeId, onChange) : nothingToWatch()),
    [source, edgeId],
  );
  const get = useCallback(() => source?.getEdge(edgeId) ?? null, [source, edgeId]);
  return useSyncExternalStore(subscribe, get, get);
}
