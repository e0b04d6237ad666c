import { z } from 'zod';
import { durationMs } from '../duration.ts';
import { FermataError } from '../errors.ts';
import { analyzeGraph, ancestorsOf } from '../graph/analysis.ts';
import type { GraphAnalysis, IndexedEdge } from '../graph/analysis.ts';
import type { GraphNode, Pin, WorkflowDocument } from '../graph/schema.ts';
import type { Json, JsonObject } from '../json.ts';
import { jsonObjectSchema } from '../json.ts';
import { definitionOf } from '../node/define.ts';
import type { ControlKind, ExpressionSite, NodeDefinition, NodeRegistry, OnCrash } from '../node/define.ts';
import { assertExecutable } from './graph-checks.ts';

export interface RunEdge {
  id: string;
  from: string;
  port: string;
  to: string;
  /** Place in the document: decides ties. */
  index: number;
  /** Loops whose body this edge leaves: it stays open until their sources have ended without looping. */
  holds: readonly RunLoop[];
}

export interface RunLoop {
  edge: { id: string; port: string };
  max: number;
  source: string;
  target: string;
  /** In document order. */
  body: readonly string[];
  exits: readonly RunEdge[];
  /** Loop edges strictly inside; they count anew when this one iterates. */
  inner: readonly string[];
}

export interface RetryRule {
  maxAttempts: number;
  backoffMs: number;
  factor: number;
  maxBackoffMs: number;
}

/** `need` null means every incoming edge (`all`). `cancels`: the nodes that `cancelOthers` ends, in document order. */
export interface JoinRule {
  need: number | null;
  cancels: readonly string[];
}

export interface MapRule {
  concurrency: number;
  onItemError: 'fail' | 'collect' | 'skip';
  /** Nodes without an outgoing forward edge: what an item puts out. */
  sinks: readonly string[];
}

export interface RunNode {
  id: string;
  index: number;
  type: string;
  title: string;
  kind: ControlKind;
  /** The map that holds it, `` at the top. */
  level: string;
  config: JsonObject;
  sites: readonly ExpressionSite[];
  ports: ReadonlySet<string>;
  /** Ports with at least one edge, loop edges included. */
  wired: ReadonlySet<string>;
  disabled: boolean;
  fallback: Json | undefined;
  /** What it puts out instead of doing anything. */
  pinned: Pin | null;
  onError: 'fail' | 'branch' | 'continue';
  retry: RetryRule;
  timeoutMs: number | null;
  onCrash: OnCrash;
  /** Forward edges in document order. */
  incoming: readonly RunEdge[];
  outgoing: readonly RunEdge[];
  /** Loops that end at this node. */
  loops: readonly RunLoop[];
  join: JoinRule | null;
  map: MapRule | null;
}

/** A document made ready for scheduling. Immutable; build it once per version and share it. */
export interface RunGraph {
  nodes: ReadonlyMap<string, RunNode>;
  /** Nodes by level in document order. */
  levels: ReadonlyMap<string, readonly RunNode[]>;
  /** By edge id. */
  loops: ReadonlyMap<string, RunLoop>;
  start: RunNode;
}

// What the control kinds `join` and `map` mean by their config, whatever node type has that kind.
const joinConfig = z.object({
  mode: z.enum(['all', 'any', 'quorum']).default('all'),
  count: z.int().positive().optional(),
  cancelOthers: z.boolean().default(false),
});
const mapConfig = z.object({
  concurrency: z.int().positive().default(10),
  onItemError: z.enum(['fail', 'collect', 'skip']).default('fail'),
});

/**
 * Compiles a document for one run.
 *
 * @throws FermataError INVALID_WORKFLOW for shapes that no run can execute: unknown node types, configs that do not
 * parse, no single start, cycles without a loop edge, loops that overlap, edges across a map's border.
 */
export function compileGraph(document: WorkflowDocument, registry: NodeRegistry): RunGraph {
  const analysis = analyzeGraph(document);
  assertExecutable(document, analysis, registry);
  const { edges, loops } = compileEdges(analysis);
  const loopsBySource = Map.groupBy(loops, (loop) => loop.source);
  const nodes = new Map<string, RunNode>();
  for (const node of analysis.nodes.values()) {
    const own = loopsBySource.get(node.id) ?? [];
    nodes.set(node.id, compileNode({ node, index: nodes.size, analysis, registry, edges, own }));
  }
  const levels = new Map<string, RunNode[]>([['', []]]);
  for (const node of nodes.values()) {
    const level = levels.get(node.level);
    if (level) level.push(node);
    else levels.set(node.level, [node]);
  }
  const start = [...nodes.values()].find((node) => node.kind === 'start');
  if (!start) throw new FermataError('INVALID_WORKFLOW', 'The workflow has no start.');
  return { nodes, levels, loops: new Map(loops.map((loop) => [loop.edge.id, loop])), start };
}

/** The node of an id that stands in the graph. Throws when a caller mixed up graphs. */
export function nodeOf(graph: RunGraph, id: string): RunNode {
  const node = graph.nodes.get(id);
  if (!node) throw new FermataError('INTERNAL', `The graph of this run has no node "${id}".`);
  return node;
}

/** Nodes directly in a level: `` or the id of a map. */
export function levelOf(graph: RunGraph, level: string): readonly RunNode[] {
  return graph.levels.get(level) ?? [];
}

function compileEdges(analysis: GraphAnalysis): { edges: Map<string, RunEdge>; loops: RunLoop[] } {
  const holds = new Map<string, RunLoop[]>();
  const edges = new Map<string, RunEdge>();
  for (const edge of analysis.edges.values()) {
    if (edge.loop) continue;
    const held: RunLoop[] = [];
    holds.set(edge.id, held);
    const { id, from, port, to, index } = edge;
    edges.set(id, { id, from, port, to, index, holds: held });
  }
  const position = new Map([...analysis.nodes.keys()].map((id, index) => [id, index]));
  const bySource = Map.groupBy(analysis.loops, (loop) => loop.edge.from);
  const loops = analysis.loops.map(({ edge, body, exits }): RunLoop => {
    // Loops do not overlap here, so one whose source stands in this body lies inside it, unless it is the larger one.
    const inner = [...body]
      .flatMap((id) => bySource.get(id) ?? [])
      .filter((other) => other.body.size < body.size)
      .sort((a, b) => a.edge.index - b.edge.index);
    return {
      edge: { id: edge.id, port: edge.port },
      max: edge.loop?.max ?? 1,
      source: edge.from,
      target: edge.to,
      body: [...body].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0)),
      exits: exits.flatMap((exit) => edges.get(exit.id) ?? []),
      inner: inner.map((other) => other.edge.id),
    };
  });
  for (const loop of loops) for (const exit of loop.exits) holds.get(exit.id)?.push(loop);
  return { edges, loops };
}

interface NodeParts {
  node: GraphNode;
  index: number;
  analysis: GraphAnalysis;
  registry: NodeRegistry;
  edges: ReadonlyMap<string, RunEdge>;
  /** Loops that end at the node. */
  own: readonly RunLoop[];
}

function compileNode({ node, index, analysis, registry, edges, own }: NodeParts): RunNode {
  const definition = definitionOf(registry, node.type);
  if (!definition) throw new FermataError('INVALID_WORKFLOW', `Node "${node.id}" has the unknown type "${node.type}".`);
  const config = parseConfig(node, definition);
  const forward = (list: readonly IndexedEdge[] | undefined): RunEdge[] =>
    (list ?? []).flatMap((edge) => edges.get(edge.id) ?? []);
  const outgoing = forward(analysis.outgoing.get(node.id));
  const wired = new Set([...outgoing.map((edge) => edge.port), ...own.map((loop) => loop.edge.port)]);
  return {
    id: node.id,
    index,
    type: node.type,
    title: node.title ?? definition.title,
    kind: definition.control,
    level: node.parent ?? '',
    config,
    sites: definition.expressions(config),
    ports: new Set(definition.ports(config).map((port) => port.id)),
    wired,
    disabled: node.disabled === true && definition.supports.disable,
    fallback: node.fallback,
    pinned: node.pinned ?? null,
    onError: node.onError ?? (wired.has('error') ? 'branch' : 'fail'),
    retry: retryRule(node, definition),
    timeoutMs: timeoutMs(node, definition),
    onCrash: definition.onCrash(config),
    incoming: forward(analysis.incoming.get(node.id)),
    outgoing,
    loops: own,
    join: definition.control === 'join' ? joinRule(node.id, config, analysis) : null,
    map: definition.control === 'map' ? mapRule(node.id, config, analysis) : null,
  };
}

function parseConfig(node: GraphNode, definition: NodeDefinition): JsonObject {
  const parsed = definition.config.pipe(jsonObjectSchema).safeParse(node.config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [node.id, 'config', ...(issue?.path ?? [])].join('.');
  throw new FermataError('INVALID_WORKFLOW', `${path}: ${issue?.message ?? 'does not fit the node type'}`);
}

function retryRule(node: GraphNode, definition: NodeDefinition): RetryRule {
  // A map's items retry by themselves; running the whole map again would repeat their effects.
  const retry =
    definition.supports.retry && definition.control !== 'map' ? (node.retry ?? definition.defaultRetry) : null;
  return {
    maxAttempts: retry?.maxAttempts ?? 1,
    backoffMs: durationMs(retry?.backoff ?? '') ?? 0,
    factor: retry?.factor ?? 1,
    maxBackoffMs: durationMs(retry?.maxBackoff ?? '') ?? 0,
  };
}

function timeoutMs(node: GraphNode, definition: NodeDefinition): number | null {
  const text = definition.supports.timeout ? (node.timeout ?? definition.defaultTimeout) : undefined;
  return text === undefined ? null : durationMs(text);
}

function joinRule(id: string, config: JsonObject, analysis: GraphAnalysis): JoinRule {
  const { mode, count, cancelOthers } = joinConfig.parse(config);
  const need = mode === 'all' ? null : mode === 'any' ? 1 : (count ?? 1);
  return { need, cancels: cancelOthers ? cancelSet(id, analysis) : [] };
}

/** The largest set of ancestors all of whose outgoing edges, loop edges included, lead to the join or into the set. */
function cancelSet(join: string, analysis: GraphAnalysis): string[] {
  const set = ancestorsOf(analysis, join);
  const edges = [...analysis.edges.values()].filter((edge) => set.has(edge.from));
  const sources = Map.groupBy(edges, (edge) => edge.to);
  const leaks = edges.filter(({ to }) => to !== join && !set.has(to)).map((edge) => edge.from);
  for (let id = leaks.pop(); id !== undefined; id = leaks.pop()) {
    if (set.delete(id)) leaks.push(...(sources.get(id) ?? []).map((edge) => edge.from));
  }
  return [...analysis.nodes.keys()].filter((id) => set.has(id));
}

function mapRule(id: string, config: JsonObject, analysis: GraphAnalysis): MapRule {
  const children = analysis.children.get(id) ?? [];
  return {
    ...mapConfig.parse(config),
    sinks: children.filter((child) => analysis.outgoing.get(child)?.length === 0),
  };
}
