import { renameInConfig } from '../expr/rename.ts';
import type { NodeRegistry } from '../node/define.ts';
import { edgeOf } from './connect.ts';
import { mintId, nodeIds } from './ids.ts';
import { viewNode } from './node-view.ts';
import { edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from './schema.ts';

/** What was copied: nodes with the edges among them. */
export interface Clip {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}

/** Copies nodes, all that the maps among them hold, and the edges between them. */
export function copy(document: WorkflowDocument, ids: Iterable<string>): Clip {
  const wanted = new Set(ids);
  // Parents stand before or after their children in a document, so children are looked for until none is added.
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const node of document.spec.nodes)
      if (node.parent !== undefined && wanted.has(node.parent)) wanted.add(node.id);
  }
  return {
    nodes: document.spec.nodes.filter((node) => wanted.has(node.id)),
    edges: document.spec.edges.filter((edge) => wanted.has(edge.to) && wanted.has(edgeSource(edge).node)),
  };
}

/**
 * Adds copies under new ids. Expressions that mention a pasted node mention its copy; others stay as they are.
 * A second start is left out. `parent`: the map that takes the outermost of the pasted nodes; null is the top.
 */
export function paste(
  document: WorkflowDocument,
  registry: NodeRegistry,
  clip: Clip,
  place: { offset: { x: number; y: number }; parent?: string | null },
): { document: WorkflowDocument; ids: string[] } {
  const present = new Set(document.spec.nodes.map((node) => node.type));
  const nodes = clip.nodes.filter(
    (node) => !(viewNode(node, registry).definition?.singleton && present.has(node.type)),
  );
  const taken = nodeIds(document);
  const ids = new Map<string, string>();
  for (const node of nodes) {
    const id = mintId(node.title ?? node.id, taken);
    taken.add(id);
    ids.set(node.id, id);
  }
  if (ids.size === 0) return { document, ids: [] };
  const outside = place.parent ?? undefined;
  const copies = nodes.map((node) => copyOf(node, { registry, ids, outside, offset: place.offset }));
  const edges = clip.edges.flatMap((edge) => {
    const { node, port } = edgeSource(edge);
    const [from, to] = [ids.get(node), ids.get(edge.to)];
    return from === undefined || to === undefined ? [] : [edgeOf({ from: { node: from, port }, to }, edge.loop)];
  });
  const spec = {
    ...document.spec,
    nodes: [...document.spec.nodes, ...copies],
    edges: edges.length > 0 ? [...document.spec.edges, ...edges] : document.spec.edges,
  };
  return { document: { ...document, spec }, ids: [...ids.values()] };
}

function copyOf(
  node: GraphNode,
  context: {
    registry: NodeRegistry;
    ids: ReadonlyMap<string, string>;
    outside: string | undefined;
    offset: { x: number; y: number };
  },
): GraphNode {
  const { definition, config } = viewNode(node, context.registry);
  const sites = definition && config !== null ? definition.expressions(config) : [];
  const inner = node.parent === undefined ? undefined : context.ids.get(node.parent);
  const parent = inner ?? context.outside;
  const { offset } = context;
  const { parent: _, ...rest } = node;
  return {
    ...rest,
    id: context.ids.get(node.id) ?? node.id,
    // Places inside a map count from the map, which moves as a whole.
    position: inner ? node.position : { x: node.position.x + offset.x, y: node.position.y + offset.y },
    ...(parent === undefined ? {} : { parent }),
    config: renameInConfig(node.config, sites, context.ids),
  };
}
