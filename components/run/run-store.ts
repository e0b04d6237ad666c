import { analyzeGraph } from '#core/graph/analysis.ts';
import type { GraphAnalysis } from '#core/graph/analysis.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunGraph } from '#core/run/graph.ts';
import { applyEvent } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import type { NodeRun, NodeRunSource } from '#components/canvas/run-source.ts';
import { edgeRunOf, nodeRunOf } from './node-run.ts';

export interface RunDelta {
  key: string;
  attempt: number;
  /** Characters before this piece. */
  offset: number;
  text: string;
}

export type StreamItem = { kind: 'event'; event: RunEvent } | ({ kind: 'delta' } & RunDelta);

export interface RunStore extends NodeRunSource {
  document: WorkflowDocument;
  /** The fold so far. Mutated in place between frames: read it again whenever `version` changed. */
  state(): RunState;
  push(item: StreamItem): void;
  /** Streaming text of an execution so far; empty once its output is known. */
  textOf(key: string): string;
}

export interface RunStoreOptions {
  document: WorkflowDocument;
  graph: RunGraph;
  /** The store becomes its only owner. */
  state: RunState;
  /** Calls back once, soon: an animation frame in the browser. */
  requestFrame(flush: () => void): void;
}

/**
 * The browser's fold of one run. Events are buffered and folded once per animation frame, through the runner's own
 * `applyEvent`; then only the nodes and edges that the events name call their subscribers. The graph store and the
 * canvas' arrays are never touched: one event renders one badge.
 */
export function createRunStore({ document, graph, state, requestFrame }: RunStoreOptions): RunStore {
  const analysis = analyzeGraph(document);
  const buffer: StreamItem[] = [];
  const texts = new Map<string, { attempt: number; text: string }>();
  const textOf = (key: string): string => texts.get(key)?.text ?? '';
  const nodes = createViews((nodeId) => nodeRunOf(analysis, state, nodeId, textOf), sameNodeRun);
  const edges = createViews((edgeId) => edgeRunOf(analysis, state, edgeId), Object.is);
  const runListeners = createListeners();
  let version = 0;

  function flush(): void {
    const touched = new Set<string>();
    const before = state.seq;
    for (const item of buffer.splice(0)) {
      if (item.kind === 'delta') {
        appendDelta(texts, item);
        touchKey(state, item.key, touched);
      } else if (item.event.seq === state.seq + 1) {
        applyEvent(graph, state, item.event);
        touchEvent(analysis, state, item.event, touched);
        if ('key' in item.event && endsText(item.event.type)) texts.delete(item.event.key ?? '');
      }
    }
    if (state.seq > before) version += 1;
    for (const nodeId of touched) nodes.refresh(nodeId);
    for (const edgeId of edgesAround(analysis, touched)) edges.refresh(edgeId);
    runListeners.notify('');
  }

  return {
    document,
    state: () => state,
    version: () => version,
    subscribeRun: (onChange) => runListeners.add('', onChange),
    subscribe: nodes.subscribe,
    get: nodes.get,
    subscribeEdge: edges.subscribe,
    getEdge: edges.get,
    textOf,
    push(item) {
      if (buffer.push(item) === 1) requestFrame(flush);
    },
  };
}

/** What is shown of each element, made when first asked for; subscribers hear only of a view that became another. */
function createViews<View>(make: (id: string) => View, same: (a: View, b: View) => boolean) {
  const views = new Map<string, View>();
  const listeners = createListeners();
  const get = (id: string): View => {
    const known = views.get(id);
    if (known !== undefined) return known;
    const made = make(id);
    views.set(id, made);
    return made;
  };
  return {
    get,
    subscribe: listeners.add,
    refresh(id: string): void {
      const known = views.get(id);
      const next = make(id);
      if (known !== undefined && same(known, next)) return;
      views.set(id, next);
      listeners.notify(id);
    },
  };
}

/** Pieces may come twice or overlap (a late viewer reads the rows so far, then the live ones): the offset decides. */
function appendDelta(texts: Map<string, { attempt: number; text: string }>, delta: RunDelta): void {
  const known = texts.get(delta.key);
  if (known && known.attempt > delta.attempt) return;
  const before = known?.attempt === delta.attempt ? known.text : '';
  if (delta.offset > before.length) return;
  const text = before.slice(0, delta.offset) + delta.text;
  if (text.length > before.length) texts.set(delta.key, { attempt: delta.attempt, text });
}

function endsText(type: RunEvent['type']): boolean {
  return type === 'node.succeeded' || type === 'node.failed' || type === 'node.cancelled' || type === 'node.retrying';
}

function touchKey(state: RunState, key: string, touched: Set<string>): void {
  const execution = state.executions[key];
  if (!execution) return;
  touched.add(execution.nodeId);
  // A map's badge counts the items that its children work on.
  const map = state.scopes[execution.scope]?.item?.map;
  if (map !== undefined) touchKey(state, map, touched);
}

function touchEvent(analysis: GraphAnalysis, state: RunState, event: RunEvent, touched: Set<string>): void {
  if (event.type === 'loop.iterated') {
    for (const nodeId of event.reset) touched.add(nodeId);
    const source = analysis.edges.get(event.edge)?.from;
    if (source !== undefined) touched.add(source);
  } else if ('key' in event && event.key !== undefined) {
    touchKey(state, event.key, touched);
  }
}

function edgesAround(analysis: GraphAnalysis, touched: ReadonlySet<string>): Set<string> {
  const ids = new Set<string>();
  for (const nodeId of touched) {
    for (const edge of analysis.incoming.get(nodeId) ?? []) ids.add(edge.id);
    for (const edge of analysis.outgoing.get(nodeId) ?? []) ids.add(edge.id);
  }
  for (const loop of analysis.loops) if (touched.has(loop.edge.from)) ids.add(loop.edge.id);
  return ids;
}

function sameNodeRun(a: NodeRun | null, b: NodeRun | null): boolean {
  if (a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof NodeRun>;
  return [...keys].every((key) => a[key] === b[key]);
}

function createListeners() {
  const byId = new Map<string, Set<() => void>>();
  return {
    add(id: string, onChange: () => void): () => void {
      const set = byId.get(id) ?? new Set();
      byId.set(id, set.add(onChange));
      return () => {
        set.delete(onChange);
        if (set.size === 0) byId.delete(id);
      };
    },
    notify(id: string): void {
      for (const onChange of [...(byId.get(id) ?? [])]) onChange();
    },
  };
}
