import { reachOf } from './reach.ts';
import { edgeId, edgeSource } from './schema.ts';
import type { GraphEdge, GraphNode, WorkflowDocument } from './schema.ts';

/** An edge with its ends resolved. `index` is its place in the document, which decides ties. */
export interface IndexedEdge {
  id: string;
  from: string;
  port: string;
  to: string;
  loop: { max: number } | null;
  index: number;
  edge: GraphEdge;
}

/** A loop edge with everything between its target and its source. */
export interface LoopScope {
  edge: IndexedEdge;
  /** Nodes on a forward path from the target to the source, both included. Empty when there is none. */
  body: ReadonlySet<string>;
  /** Forward edges that leave the body; they are held until the loop's source ends without looping. */
  exits: readonly IndexedEdge[];
}

/**
 * The structure of a workflow. Built for any document, sound or not: edges to nodes that do not exist and
 * repetitions of an edge or id are left out here (`validate` reports them), and cycles do not break anything.
 */
export interface GraphAnalysis {
  /** By id, in document order. */
  nodes: ReadonlyMap<string, GraphNode>;
  /** By edge id, in document order. */
  edges: ReadonlyMap<string, IndexedEdge>;
  /** Forward edges into a node, in document order. Every node has an entry. */
  incoming: ReadonlyMap<string, readonly IndexedEdge[]>;
  /** Forward edges out of a node, in document order. Every node has an entry. */
  outgoing: ReadonlyMap<string, readonly IndexedEdge[]>;
  /** Loop edges in document order. */
  loops: readonly LoopScope[];
  /** The loops whose body holds a node, in document order. Nodes outside of loops have no entry. */
  loopsAround: ReadonlyMap<string, readonly LoopScope[]>;
  /** Node ids by the map that holds them; `''` is the top level. */
  children: ReadonlyMap<string, readonly string[]>;
  /** Every node after its forward predecessors, ties in document order. Nodes in or behind a cycle come last. */
  order: readonly string[];
  /** Forward edges that lie on a cycle. Empty in a sound graph. */
  cyclicEdges: readonly IndexedEdge[];
}

const cache = new WeakMap<WorkflowDocument, GraphAnalysis>();

/** Analyses a document; the result is kept for as long as the document lives, so callers need not pass it around. */
export function analyzeGraph(document: WorkflowDocument): GraphAnalysis {
  const known = cache.get(document);
  if (known) return known;
  const nodes = indexNodes(document);
  const edges = indexEdges(document, nodes);
  const incoming = adjacency(nodes, edges, 'to');
  const outgoing = adjacency(nodes, edges, 'from');
  const order = topologicalOrder([...nodes.keys()], { incoming, outgoing });
  const graph = { incoming, outgoing, order };
  const loops = [...edges.values()].filter((edge) => edge.loop).map((edge) => loopScope(graph, edge));
  const analysis: GraphAnalysis = {
    nodes,
    edges,
    incoming,
    outgoing,
    loops,
    loopsAround: indexLoops(loops),
    children: childrenByMap(nodes),
    order,
    cyclicEdges: findCyclicEdges(
      [...nodes.keys()],
      [...edges.values()].filter((edge) => !edge.loop),
    ),
  };
  cache.set(document, analysis);
  return analysis;
}

/** Nodes from which `nodeId` can be reached over forward edges, itself excluded unless it lies on a cycle. */
export function ancestorsOf(graph: Pick<GraphAnalysis, 'incoming'>, nodeId: string): Set<string> {
  return walk(nodeId, (id) => (graph.incoming.get(id) ?? []).map((edge) => edge.from));
}

/** Nodes that can be reached from `nodeId` over forward edges, itself excluded unless it lies on a cycle. */
export function descendantsOf(graph: Pick<GraphAnalysis, 'outgoing'>, nodeId: string): Set<string> {
  return walk(nodeId, (id) => (graph.outgoing.get(id) ?? []).map((edge) => edge.to));
}

/** The maps around a node, innermost first. A chain of parents that runs in a circle is cut. */
export function enclosingMaps(graph: Pick<GraphAnalysis, 'nodes'>, nodeId: string): string[] {
  const maps = new Set<string>();
  let parent = graph.nodes.get(nodeId)?.parent;
  while (parent !== undefined && !maps.has(parent) && graph.nodes.has(parent)) {
    maps.add(parent);
    parent = graph.nodes.get(parent)?.parent;
  }
  return [...maps];
}

/** The nodes inside a map at any depth, in document order. */
export function nodesInside(graph: Pick<GraphAnalysis, 'nodes'>, mapId: string): string[] {
  return [...graph.nodes.keys()].filter((id) => enclosingMaps(graph, id).includes(mapId));
}

/** Whether a loop goes around both nodes. */
export function shareLoop(graph: Pick<GraphAnalysis, 'loopsAround'>, a: string, b: string): boolean {
  return (graph.loopsAround.get(a) ?? []).some((loop) => loop.body.has(b));
}

/** Body and exits that `edge` has, or would have, as a loop edge. */
export function loopScope(graph: Pick<GraphAnalysis, 'incoming' | 'outgoing' | 'order'>, edge: IndexedEdge): LoopScope {
  const body = reachOf(graph).between(edge.to, edge.from);
  const exits = [...body].flatMap((id) => (graph.outgoing.get(id) ?? []).filter((out) => !body.has(out.to)));
  return { edge, body, exits: exits.sort((a, b) => a.index - b.index) };
}

/**
 * Pairs of loops that overlap without one lying inside the other, each pair and all pairs in document order.
 * Larger bodies first, a body that lies well has one and the same innermost loop around all of its nodes so far; only
 * when one does not are the pairs compared.
 */
export function overlappingLoops(loops: readonly LoopScope[]): [LoopScope, LoopScope][] {
  const innermost = new Map<string, LoopScope>();
  const nested = [...loops]
    .sort((a, b) => b.body.size - a.body.size)
    .every((loop) => {
      const around = new Set<LoopScope | undefined>();
      for (const id of loop.body) {
        around.add(innermost.get(id));
        innermost.set(id, loop);
      }
      return around.size <= 1;
    });
  if (nested) return [];
  return loops.flatMap((b, i) =>
    loops.slice(0, i).flatMap((a): [LoopScope, LoopScope][] => {
      if (a.body.isDisjointFrom(b.body) || a.body.isSubsetOf(b.body) || b.body.isSubsetOf(a.body)) return [];
      return [[a, b]];
    }),
  );
}

/** The edges among the given ones that lie on a cycle, in their order. */
export function findCyclicEdges<Edge extends { from: string; to: string }>(
  nodeIds: readonly string[],
  edges: readonly Edge[],
): Edge[] {
  const components = stronglyConnected(nodeIds, edges);
  return edges.filter((edge) => components.get(edge.from) === components.get(edge.to));
}

function indexNodes(document: WorkflowDocument): Map<string, GraphNode> {
  const nodes = new Map<string, GraphNode>();
  for (const node of document.spec.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  return nodes;
}

function indexEdges(document: WorkflowDocument, nodes: ReadonlyMap<string, GraphNode>): Map<string, IndexedEdge> {
  const edges = new Map<string, IndexedEdge>();
  for (const [index, edge] of document.spec.edges.entries()) {
    const { node, port } = edgeSource(edge);
    const id = edgeId(edge);
    if (edges.has(id) || !nodes.has(node) || !nodes.has(edge.to)) continue;
    edges.set(id, { id, from: node, port, to: edge.to, loop: edge.loop ?? null, index, edge });
  }
  return edges;
}

function adjacency(
  nodes: ReadonlyMap<string, GraphNode>,
  edges: ReadonlyMap<string, IndexedEdge>,
  end: 'from' | 'to',
): Map<string, IndexedEdge[]> {
  const result = new Map<string, IndexedEdge[]>();
  for (const id of nodes.keys()) result.set(id, []);
  for (const edge of edges.values()) if (!edge.loop) result.get(edge[end])?.push(edge);
  return result;
}

function indexLoops(loops: readonly LoopScope[]): Map<string, LoopScope[]> {
  const around = new Map<string, LoopScope[]>();
  for (const loop of loops) {
    for (const id of loop.body) {
      const known = around.get(id);
      if (known) known.push(loop);
      else around.set(id, [loop]);
    }
  }
  return around;
}

function childrenByMap(nodes: ReadonlyMap<string, GraphNode>): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const node of nodes.values()) {
    const list = children.get(node.parent ?? '');
    if (list) list.push(node.id);
    else children.set(node.parent ?? '', [node.id]);
  }
  return children;
}

function walk(start: string, next: (id: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const other of next(id)) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return seen;
}

/** Kahn's algorithm. The queue is kept in document order by index, so equal graphs give equal orders. */
function topologicalOrder(ids: string[], graph: Pick<GraphAnalysis, 'incoming' | 'outgoing'>): string[] {
  const missing = new Map(ids.map((id) => [id, graph.incoming.get(id)?.length ?? 0]));
  const order = ids.filter((id) => missing.get(id) === 0);
  for (let done = 0; done < order.length; done++) {
    for (const edge of graph.outgoing.get(order[done] ?? '') ?? []) {
      const left = (missing.get(edge.to) ?? 0) - 1;
      missing.set(edge.to, left);
      if (left === 0) order.push(edge.to);
    }
  }
  const placed = new Set(order);
  return [...order, ...ids.filter((id) => !placed.has(id))];
}

/**
 * Tarjan's components with an explicit stack, because 5,000 nodes in a row would overflow the call stack.
 * A node alone is in a component of its own; an edge to itself then counts as a cycle, which is what we want.
 */
function stronglyConnected(
  ids: readonly string[],
  edges: readonly { from: string; to: string }[],
): Map<string, number> {
  const next = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const edge of edges) next.get(edge.from)?.push(edge.to);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const component = new Map<string, number>();
  const lower = (id: string, value: number): void => void low.set(id, Math.min(low.get(id) ?? value, value));

  for (const root of ids) {
    if (index.has(root)) continue;
    const stack: { id: string; at: number }[] = [{ id: root, at: 0 }];
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const { id } = frame;
      if (frame.at === 0) {
        lower(id, index.size);
        index.set(id, index.size);
        open.push(id);
      }
      const child = next.get(id)?.[frame.at++];
      if (child !== undefined) {
        if (!index.has(child)) stack.push({ id: child, at: 0 });
        else if (!component.has(child)) lower(id, index.get(child) ?? 0);
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent) lower(parent.id, low.get(id) ?? 0);
      if (low.get(id) !== index.get(id)) continue;
      const number = component.size;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component.set(member, number);
        if (member === id) break;
      }
    }
  }
  return component;
}
