import type { FieldChange } from '../diff.ts';
import { edgeId, edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from '../schema.ts';
import type { Conflict } from './conflict.ts';
import { changesOf, mergeElement } from './merge-nodes.ts';
import { mergeOrder } from './merge-order.ts';
import type { Sides } from './sides.ts';

export interface ResolvedNodes {
  nodes: GraphNode[];
  /** Nodes that at least one side has and the result has not. */
  dropped: ReadonlySet<string>;
  /** Nodes that theirs deleted and that stand because mine used them: their wires stand as mine has them. */
  restored: ReadonlySet<string>;
}

/** Which nodes there are, where they belong and what they say. */
export function resolveNodes(sides: Sides, conflicts: Conflict[]): ResolvedNodes {
  const base = index(sides.base);
  const mine = index(sides.mine);
  const theirs = index(sides.theirs);
  const restored = contested({ base, kept: mine, other: theirs }, 'theirs', conflicts);
  const refused = contested({ base, kept: theirs, other: mine }, 'mine', conflicts);
  const merged = new Map<string, GraphNode>();
  for (const id of new Set([...mine.nodes.keys(), ...theirs.nodes.keys()])) {
    const [was, own, other] = [base.nodes.get(id), mine.nodes.get(id), theirs.nodes.get(id)];
    if (own && other) merged.set(id, mergeElement('node', { base: was, mine: own, theirs: other }, conflicts));
    else if (own && (!was || restored.has(id))) merged.set(id, own);
    else if (other && !was && !refused.has(id)) merged.set(id, other);
  }
  settleParents(merged, mine.nodes);
  const kept = new Set(merged.keys());
  const order = mergeOrder([...base.nodes.keys()], [...mine.nodes.keys()], [...theirs.nodes.keys()], kept);
  const all = [...base.nodes.keys(), ...mine.nodes.keys(), ...theirs.nodes.keys()];
  return {
    nodes: order.flatMap((id) => merged.get(id) ?? []),
    dropped: new Set(all.filter((id) => !kept.has(id))),
    restored,
  };
}

interface Index {
  nodes: ReadonlyMap<string, GraphNode>;
  edges: ReadonlyMap<string, GraphEdge>;
  children: ReadonlyMap<string, readonly string[]>;
}

function index({ spec }: WorkflowDocument): Index {
  const held = spec.nodes.filter((node) => node.parent !== undefined);
  const groups = Map.groupBy(held, (node) => node.parent ?? '');
  return {
    nodes: new Map(spec.nodes.map((node) => [node.id, node])),
    edges: new Map(spec.edges.map((edge) => [edgeId(edge), edge])),
    children: new Map([...groups].map(([id, nodes]) => [id, nodes.map((node) => node.id)])),
  };
}

/**
 * The nodes that `other` deleted and `kept` changed or put to use, and all that they hold in `kept`. The outermost ones
 * are conflicts. (A map that is kept keeps what is in it, because it does its work with that.)
 */
function contested(
  { base, kept, other }: { base: Index; kept: Index; other: Index },
  deletedBy: 'mine' | 'theirs',
  conflicts: Conflict[],
): Set<string> {
  const used = new Map<string, FieldChange[]>();
  const deleted = [...base.nodes].filter(([id]) => kept.nodes.has(id) && !other.nodes.has(id));
  const wired = nodesWiredAnew(base, kept);
  for (const [id, was] of deleted) {
    const now = kept.nodes.get(id);
    const changes = now ? changesOf('node', was, now) : [];
    const gained = (kept.children.get(id) ?? []).some((child) => base.nodes.get(child)?.parent !== id);
    if (changes.length > 0 || gained || wired.has(id)) used.set(id, changes);
  }
  const gone = new Set(deleted.map(([id]) => id));
  for (const id of [...used.keys()])
    for (const above of ancestors(kept, id)) if (gone.has(above) && !used.has(above)) used.set(above, []);
  const all = new Set<string>();
  for (const [id, changes] of used) {
    if (!ancestors(kept, id).some((above) => used.has(above)))
      conflicts.push({ kind: 'presence', element: { kind: 'node', id }, deletedBy, changes });
    for (const inside of subtree(kept.children, id)) if (!other.nodes.has(inside)) all.add(inside);
  }
  return all;
}

/** Ends of wires that are new or run round another number of times. */
function nodesWiredAnew(base: Index, side: Index): Set<string> {
  const changed = [...side.edges].filter(([id, edge]) => {
    const was = base.edges.get(id);
    return !was || was.loop?.max !== edge.loop?.max;
  });
  return new Set(changed.flatMap(([, edge]) => [edgeSource(edge).node, edge.to]));
}

function ancestors({ nodes }: Pick<Index, 'nodes'>, id: string): string[] {
  const above = new Set<string>();
  for (let at = nodes.get(id)?.parent; at !== undefined && !above.has(at); at = nodes.get(at)?.parent) above.add(at);
  return [...above];
}

/** A node and all that it holds. */
export function subtree(children: ReadonlyMap<string, readonly string[]>, id: string): Set<string> {
  const found = new Set([id]);
  for (const at of found) for (const child of children.get(at) ?? []) found.add(child);
  return found;
}

/**
 * Both sides moved nodes into maps: what theirs moved into a map that is gone, and maps that would hold each other, go
 * where mine has them. A circle needs a move of each side, so taking theirs back opens it; it is no conflict, because
 * there is no document in which both moves stand.
 */
function settleParents(merged: Map<string, GraphNode>, mine: ReadonlyMap<string, GraphNode>): void {
  for (const [id, node] of merged) {
    if (node.parent === undefined) continue;
    const isSound = merged.has(node.parent) && !ancestors({ nodes: merged }, id).includes(id);
    const own = mine.get(id);
    if (isSound || !own || own.parent === node.parent) continue;
    const { parent: _, ...rest } = node;
    merged.set(id, { ...rest, position: own.position, ...(own.parent === undefined ? {} : { parent: own.parent }) });
  }
}
