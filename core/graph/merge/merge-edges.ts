import { equalJson } from '../../equal-json.ts';
import { edgeId, edgeSource, type GraphEdge, type WorkflowDocument } from '../schema.ts';
import type { Conflict } from './conflict.ts';
import { mergeOrder } from './merge-order.ts';
import type { ResolvedNodes } from './resolve-nodes.ts';
import type { Sides } from './sides.ts';

type Loop = GraphEdge['loop'];

/** Edges among the nodes that are left. That a node took its edges along is the node's affair, not a conflict of theirs. */
export function mergeEdges(
  sides: Sides,
  { dropped, restored }: Pick<ResolvedNodes, 'dropped' | 'restored'>,
  conflicts: Conflict[],
): GraphEdge[] {
  const [base, mine, theirs] = [byId(sides.base), byId(sides.mine), byId(sides.theirs)];
  const merged = new Map<string, GraphEdge>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [was, own, other] = [base.get(id), mine.get(id), theirs.get(id)];
    const some = own ?? other;
    if (!some || touches(some, dropped)) continue;
    const edge = touches(some, restored) ? own : mergeEdge({ id, was, own, other }, conflicts);
    if (edge) merged.set(id, edge);
  }
  const order = mergeOrder([...base.keys()], [...mine.keys()], [...theirs.keys()], new Set(merged.keys()));
  return order.flatMap((id) => merged.get(id) ?? []);
}

function mergeEdge(
  { id, was, own, other }: Record<'was' | 'own' | 'other', GraphEdge | undefined> & { id: string },
  conflicts: Conflict[],
): GraphEdge | undefined {
  const element = { kind: 'edge', id } as const;
  if (own && other) {
    const loop = mergeLoop({ was, own: own.loop, other: other.loop }, (values) =>
      conflicts.push({ kind: 'field', element, path: ['loop'], ...values }),
    );
    return equalJson(loop, own.loop) ? own : { from: own.from, to: own.to, ...(loop ? { loop } : {}) };
  }
  const left = own ?? other;
  if (!was || !left || equalJson(was.loop, left.loop)) return was ? undefined : left;
  const changes = [{ path: ['loop'], before: was.loop, after: left.loop }];
  conflicts.push({ kind: 'presence', element, deletedBy: own ? 'theirs' : 'mine', changes });
  return own;
}

function mergeLoop(
  { was, own, other }: { was: GraphEdge | undefined; own: Loop; other: Loop },
  onConflict: (values: { base: Loop; mine: Loop; theirs: Loop }) => void,
): Loop {
  if (equalJson(own, other) || (was && equalJson(other, was.loop))) return own;
  if (was && equalJson(own, was.loop)) return other;
  onConflict({ base: was?.loop, mine: own, theirs: other });
  return own;
}

function byId({ spec }: WorkflowDocument): Map<string, GraphEdge> {
  return new Map(spec.edges.map((edge) => [edgeId(edge), edge]));
}

function touches(edge: GraphEdge, nodes: ReadonlySet<string>): boolean {
  return nodes.has(edge.to) || nodes.has(edgeSource(edge).node);
}
