import { analyzeGraph } from '#core/graph/analysis.ts';
import type { GraphAnalysis, IndexedEdge } from '#core/graph/analysis.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { INPUT_HANDLE, LOOP_HANDLE, portsOf } from './card-size.ts';
import { GROUP_OUT, groupView } from './groups/group-view.ts';
import { loopShape } from './loop-shape.ts';
import type { LoopShape } from './loop-shape.ts';
import { keepArray, titleOf } from './to-flow.ts';
import type { FlowEdge, WireData } from './to-flow.ts';

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Flow edges for a document; unchanged ones keep their object. What crosses the border of a folded group ends at its
 * card, and what runs inside is not there.
 */
export function reconcileEdges(
  previous: readonly FlowEdge[],
  document: WorkflowDocument,
  registry: NodeRegistry,
  selected: ReadonlySet<string>,
  folded: ReadonlySet<string> = NOTHING,
): FlowEdge[] {
  const known = new Map(previous.map((edge) => [edge.id, edge]));
  const graph = analyzeGraph(document);
  const standIns = groupView(document, folded)?.standIns;
  const result = [...graph.edges.values()].flatMap((edge) => {
    const [from, to] = [standIns?.get(edge.from), standIns?.get(edge.to)];
    if (from !== undefined && from === to) return [];
    const drawn = wire(known.get(edge.id), edge, { graph, registry, standIns, selected: selected.has(edge.id) });
    return [drawn];
  });
  return keepArray(previous, result);
}

function wire(
  previous: FlowEdge | undefined,
  edge: IndexedEdge,
  { graph, registry, standIns, selected }: WireContext,
): FlowEdge {
  const [from, to] = [standIns?.get(edge.from), standIns?.get(edge.to)];
  const source = graph.nodes.get(edge.from);
  const ports = source ? portsOf(registry, source) : [];
  const port = ports.find((candidate) => candidate.id === edge.port);
  const rows = ports.filter((candidate) => candidate.kind !== 'error').length > 1;
  const isNamed = !edge.loop && (port?.kind === 'error' || rows);
  const label = isNamed ? (port?.label ?? edge.port) : null;
  const shape = edge.loop ? aroundWhatIsSeen(loopShape(edge, graph), standIns) : NOT_A_LOOP;
  const data: WireData = { edge, label, error: port?.kind === 'error', ...shape };
  const same = previous?.data !== undefined && sameWire(previous.data, data);
  const ariaLabel = wireName(edge, graph, label);
  const ends = { source: from ?? edge.from, target: to ?? edge.to };
  const stays = previous?.source === ends.source && previous.target === ends.target;
  if (stays && same && previous.ariaLabel === ariaLabel && Boolean(previous.selected) === selected) return previous;
  return {
    ...previous,
    id: edge.id,
    type: 'wire',
    ...ends,
    sourceHandle: from === undefined ? edge.port : GROUP_OUT,
    // An end that is out of sight cannot be taken in the hand.
    reconnectable: from === undefined ? (to === undefined ? undefined : 'source') : to === undefined ? 'target' : false,
    targetHandle: edge.loop ? LOOP_HANDLE : INPUT_HANDLE,
    data: same ? previous.data : data,
    selected,
    ariaLabel,
  };
}

interface WireContext {
  graph: GraphAnalysis;
  registry: NodeRegistry;
  /** The cards that stand for what is out of sight. */
  standIns: ReadonlyMap<string, string> | undefined;
  selected: boolean;
}

function aroundWhatIsSeen(shape: LoopShape, standIns: WireContext['standIns']): LoopShape {
  if (!standIns || standIns.size === 0) return shape;
  return { ...shape, below: [...new Set(shape.below.map((id) => standIns.get(id) ?? id))] };
}

/** By the titles of its ends, so it changes when one of them is renamed. */
function wireName(edge: IndexedEdge, graph: GraphAnalysis, label: string | null): string {
  const port = label ? `, ${label},` : '';
  return `${edge.loop ? 'Loop' : 'Connection'} from ${nameIn(graph, edge.from)}${port} to ${nameIn(graph, edge.to)}`;
}

function nameIn(graph: GraphAnalysis, nodeId: string): string {
  const node = graph.nodes.get(nodeId);
  return node ? titleOf(node) : nodeId;
}

/** By the document's own edge, not by the indexed one: an analysis is made anew for every document. */
function sameWire(a: WireData, b: WireData): boolean {
  const flat = a.edge.edge === b.edge.edge && a.label === b.label && a.error === b.error && a.nesting === b.nesting;
  return flat && a.below.length === b.below.length && a.below.every((id, index) => id === b.below[index]);
}

const NOT_A_LOOP: LoopShape = { below: [], nesting: 0 };
