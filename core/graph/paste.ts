import { renameInConfig } from '../expr/rename.ts';
import type { NodeRegistry } from '../node/define.ts';
import { canConnect, edgeOf } from './connect.ts';
import { connect } from './edit.ts';
import { type Group, groupsOf, type Note, notesOf, withCanvas } from './canvas.ts';
import { addNote } from './edit-notes.ts';
import { mintId, nodeIds } from './ids.ts';
import { viewNode } from './node-view.ts';
import { edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from './schema.ts';

/** What was copied: nodes with the edges among them, the groups of which all were copied, and notes. Never more of a secret than its name. */
export interface Clip {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** Edges that reach the copied nodes from others. They are drawn only where that is asked for. */
  incoming: readonly GraphEdge[];
  notes: readonly Note[];
  groups: readonly Group[];
}

export interface PastePlace {
  offset: { x: number; y: number };
  /** The map that takes the outermost of the pasted nodes; null is the top. */
  parent?: string | null;
  /** Draws the incoming edges as well, where their source is there and allows it. */
  keepIncoming?: boolean;
}

export interface Pasted {
  document: WorkflowDocument;
  /** The new ids of nodes and of notes. */
  ids: string[];
  noteIds: string[];
  /** From the id of a node to that of its copy. */
  copies: ReadonlyMap<string, string>;
}

/** Copies nodes, all that the maps among them hold, the edges between them, the groups that they are all of, and notes. */
export function copy(document: WorkflowDocument, ids: Iterable<string>, noteIds: Iterable<string> = []): Clip {
  const wanted = new Set(ids);
  // Parents stand before or after their children in a document, so children are looked for until none is added.
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const node of document.spec.nodes)
      if (node.parent !== undefined && wanted.has(node.parent)) wanted.add(node.id);
  }
  const wantedNotes = new Set(noteIds);
  const arriving = document.spec.edges.filter((edge) => wanted.has(edge.to));
  return {
    nodes: document.spec.nodes.filter((node) => wanted.has(node.id)),
    edges: arriving.filter((edge) => wanted.has(edgeSource(edge).node)),
    incoming: arriving.filter((edge) => !wanted.has(edgeSource(edge).node)),
    notes: notesOf(document).filter((note) => wantedNotes.has(note.id)),
    groups: groupsOf(document).filter((group) => group.nodes.every((id) => wanted.has(id))),
  };
}

/**
 * Adds copies under new ids. Expressions that mention a pasted node mention its copy; others stay as they are.
 * A second start is left out.
 */
export function paste(document: WorkflowDocument, registry: NodeRegistry, clip: Clip, place: PastePlace): Pasted {
  const { document: withNodes, copies } = pasteNodes(document, registry, clip, place);
  const withGroups = pasteGroups(withNodes, clip.groups, copies);
  const { document: withNotes, noteIds } = pasteNotes(withGroups, clip.notes, place.offset);
  const result = place.keepIncoming ? drawIncoming(withNotes, registry, clip.incoming, copies) : withNotes;
  return { document: result, ids: [...copies.values()], noteIds, copies };
}

function pasteNodes(document: WorkflowDocument, registry: NodeRegistry, clip: Clip, place: PastePlace) {
  const present = new Set(document.spec.nodes.map((node) => node.type));
  const nodes = clip.nodes.filter(
    (node) => !(viewNode(node, registry).definition?.singleton && present.has(node.type)),
  );
  const taken = nodeIds(document);
  const copies = new Map<string, string>();
  for (const node of nodes) {
    const id = mintId(node.title ?? node.id, taken);
    taken.add(id);
    copies.set(node.id, id);
  }
  if (copies.size === 0) return { document, copies };
  const outside = place.parent ?? undefined;
  const added = nodes.map((node) => copyOf(node, { registry, copies, outside, offset: place.offset }));
  const edges = clip.edges.flatMap((edge) => {
    const { node, port } = edgeSource(edge);
    const [from, to] = [copies.get(node), copies.get(edge.to)];
    return from === undefined || to === undefined ? [] : [edgeOf({ from: { node: from, port }, to }, edge.loop)];
  });
  const spec = {
    ...document.spec,
    nodes: [...document.spec.nodes, ...added],
    edges: edges.length > 0 ? [...document.spec.edges, ...edges] : document.spec.edges,
  };
  return { document: { ...document, spec }, copies };
}

/** What was left out of the nodes is left out of the groups. */
function pasteGroups(
  document: WorkflowDocument,
  groups: readonly Group[],
  copies: ReadonlyMap<string, string>,
): WorkflowDocument {
  const all = [...groupsOf(document)];
  const taken = new Set(all.map((group) => group.id));
  for (const group of groups) {
    const nodes = group.nodes.flatMap((id) => copies.get(id) ?? []);
    if (nodes.length === 0) continue;
    const id = mintId(group.id, taken);
    taken.add(id);
    all.push({ ...group, id, nodes });
  }
  return groups.length > 0 ? withCanvas(document, { groups: all }) : document;
}

function pasteNotes(document: WorkflowDocument, notes: readonly Note[], offset: PastePlace['offset']) {
  const noteIds: string[] = [];
  let next = document;
  for (const { id: _, ...note } of notes) {
    const position = { x: note.position.x + offset.x, y: note.position.y + offset.y };
    const added = addNote(next, { ...note, position });
    next = added.document;
    noteIds.push(added.id);
  }
  return { document: next, noteIds };
}

function drawIncoming(
  document: WorkflowDocument,
  registry: NodeRegistry,
  incoming: readonly GraphEdge[],
  copies: ReadonlyMap<string, string>,
): WorkflowDocument {
  return incoming.reduce((next, edge) => {
    const to = copies.get(edge.to);
    const connection = { from: edgeSource(edge), to: to ?? '' };
    const allowed = to !== undefined && canConnect(next, registry, connection, { loop: edge.loop !== undefined }).ok;
    return allowed ? connect(next, connection, edge.loop) : next;
  }, document);
}

function copyOf(
  node: GraphNode,
  context: {
    registry: NodeRegistry;
    copies: ReadonlyMap<string, string>;
    outside: string | undefined;
    offset: { x: number; y: number };
  },
): GraphNode {
  const { definition, config } = viewNode(node, context.registry);
  const sites = definition && config !== null ? definition.expressions(config) : [];
  const inner = node.parent === undefined ? undefined : context.copies.get(node.parent);
  const parent = inner ?? context.outside;
  const { offset } = context;
  const { parent: _, ...rest } = node;
  return {
    ...rest,
    id: context.copies.get(node.id) ?? node.id,
    // Places inside a map count from the map, which moves as a whole.
    position: inner ? node.position : { x: node.position.x + offset.x, y: node.position.y + offset.y },
    ...(parent === undefined ? {} : { parent }),
    config: renameInConfig(node.config, sites, context.copies),
  };
}
