import { analyzeGraph } from '#core/graph/analysis.ts';
import type { GraphAnalysis, IndexedEdge } from '#core/graph/analysis.ts';
import { groupsOf, notesOf } from '#core/graph/canvas.ts';
import type { Note } from '#core/graph/canvas.ts';
import type { GraphNode, WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { portsOf } from '#components/canvas/card-size.ts';
import { noteFlowId, titleOf } from '#components/canvas/to-flow.ts';

/** A wire as its source tells of it. */
export interface OutlineWire {
  edgeId: string;
  /** Null where the port needs no name. */
  port: string | null;
  /** Title of the node that it leads to. */
  to: string;
  /** Of a loop: how often at most. */
  again: number | null;
}

/** Where a row stands in the tree, in the words of ARIA: all counted from 1. */
interface RowPlace {
  /** The id that the canvas and the selection know it by. */
  id: string;
  level: number;
  position: number;
  setSize: number;
  /** Null: nothing is under it. */
  expanded: boolean | null;
  /** The row that it is under. */
  parent: string | null;
}

export type OutlineRow = RowPlace &
  (
    | {
        kind: 'node';
        node: GraphNode;
        type: string;
        title: string;
        from: readonly string[];
        to: readonly OutlineWire[];
        /** Title of the group that it is in. */
        group: string | null;
      }
    | { kind: 'wire'; wire: OutlineWire }
    | { kind: 'note'; note: Note }
  );

/** Rows that somebody opened (true) or closed (false). */
export type Expansion = ReadonlyMap<string, boolean>;

/**
 * The whole workflow as the rows of a tree: nodes in the order in which they run, under each of them its wires and,
 * for a map, what it holds; the notes come last. A map is open by itself, so that no node is out of sight. A group is
 * said of its nodes: as a level of its own it would tear apart the order in which they run.
 */
export function outlineRows(document: WorkflowDocument, registry: NodeRegistry, expansion: Expansion): OutlineRow[] {
  const graph = analyzeGraph(document);
  const ordered = graph.order.flatMap((id) => graph.nodes.get(id) ?? []);
  const inside = Map.groupBy(ordered, ({ parent }) => (parent !== undefined && graph.nodes.has(parent) ? parent : ''));
  const wiresOf = wiresBySource(graph, registry);
  const sources = sourcesOf(graph);
  const notes = notesOf(document);
  const groups = new Map(groupsOf(document).flatMap(({ title, nodes }) => nodes.map((id) => [id, title] as const)));
  const rows: OutlineRow[] = [];
  const visit = (node: GraphNode, place: Omit<RowPlace, 'id' | 'expanded'>): void => {
    const { id } = node;
    const to = wiresOf.get(id) ?? [];
    const held = inside.get(id) ?? [];
    const setSize = to.length + held.length;
    const expanded = setSize === 0 ? null : (expansion.get(id) ?? held.length > 0);
    const type = definitionOf(registry, node.type)?.title ?? node.type;
    rows.push({
      ...place,
      id,
      expanded,
      kind: 'node',
      node,
      type,
      title: titleOf(node),
      from: sources.get(id) ?? [],
      to,
      group: groups.get(id) ?? null,
    });
    if (expanded !== true) return;
    const under = { level: place.level + 1, setSize, parent: id };
    for (const [index, wire] of to.entries())
      rows.push({ ...under, id: wire.edgeId, position: index + 1, expanded: null, kind: 'wire', wire });
    for (const [index, child] of held.entries()) visit(child, { ...under, position: to.length + index + 1 });
  };
  const outermost = inside.get('') ?? [];
  const top = { level: 1, setSize: outermost.length + notes.length, parent: null };
  for (const [index, node] of outermost.entries()) visit(node, { ...top, position: index + 1 });
  for (const [index, note] of notes.entries()) {
    const position = outermost.length + index + 1;
    rows.push({ ...top, id: noteFlowId(note.id), position, expanded: null, kind: 'note', note });
  }
  return rows;
}

function wiresBySource(graph: GraphAnalysis, registry: NodeRegistry): Map<string, OutlineWire[]> {
  const wires = new Map<string, OutlineWire[]>();
  for (const edge of graph.edges.values()) {
    const wire = {
      edgeId: edge.id,
      port: portName(edge, graph, registry),
      to: nameIn(graph, edge.to),
      again: edge.loop?.max ?? null,
    };
    const known = wires.get(edge.from);
    if (known) known.push(wire);
    else wires.set(edge.from, [wire]);
  }
  return wires;
}

function portName(edge: IndexedEdge, graph: GraphAnalysis, registry: NodeRegistry): string | null {
  const source = graph.nodes.get(edge.from);
  const ports = source ? portsOf(registry, source) : [];
  const port = ports.find(({ id }) => id === edge.port);
  const isOnlyOne = ports.filter(({ kind }) => kind !== 'error').length < 2 && port?.kind !== 'error';
  return isOnlyOne ? null : (port?.label ?? edge.port);
}

/** Titles of the nodes that lead to each node, loops included. */
function sourcesOf(graph: GraphAnalysis): Map<string, string[]> {
  const sources = new Map<string, Set<string>>();
  for (const edge of graph.edges.values()) {
    const known = sources.get(edge.to) ?? new Set();
    sources.set(edge.to, known.add(nameIn(graph, edge.from)));
  }
  return new Map([...sources].map(([id, names]) => [id, [...names]]));
}

function nameIn(graph: GraphAnalysis, nodeId: string): string {
  const node = graph.nodes.get(nodeId);
  return node ? titleOf(node) : nodeId;
}
