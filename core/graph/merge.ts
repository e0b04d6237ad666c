import { equalJson } from '../equal-json.ts';
import { notesOf, withCanvas, type Note } from './canvas.ts';
import { workflowFields, withWorkflowFields } from './elements.ts';
import type { Conflict } from './merge/conflict.ts';
import { mergeEdges } from './merge/merge-edges.ts';
import { mergeGroups } from './merge/merge-groups.ts';
import { mergeElement, changesOf } from './merge/merge-nodes.ts';
import { mergeOrder } from './merge/merge-order.ts';
import { mergeObjects } from './merge/merge-values.ts';
import { resolveNodes } from './merge/resolve-nodes.ts';
import type { Sides } from './merge/sides.ts';
import { edgeId, type WorkflowDocument } from './schema.ts';

export interface Merge {
  document: WorkflowDocument;
  conflicts: Conflict[];
}

/**
 * Puts together what two writers made of one document: every change of one side that the other one left alone, by
 * element and by field. Where both changed the same thing differently, mine stands and a conflict says so. The result
 * has the shape of a document whenever its sides have (the limits on how many elements there may be aside); elements of
 * mine that stay as they are keep their identity.
 */
export function mergeDocuments(sides: Sides): Merge {
  const { base, mine, theirs } = sides;
  if (equalJson(theirs, base) || equalJson(theirs, mine)) return { document: mine, conflicts: [] };
  if (equalJson(mine, base)) return { document: keepElements(theirs, mine), conflicts: [] };
  const conflicts: Conflict[] = [];
  const ownFields = mergeObjects(
    { base: workflowFields(base), mine: workflowFields(mine), theirs: workflowFields(theirs) },
    [],
    (path, values) => conflicts.push({ kind: 'field', element: { kind: 'workflow', id: '' }, path, ...values }),
  );
  const resolved = resolveNodes(sides, conflicts);
  const edges = mergeEdges(sides, resolved, conflicts);
  const notes = mergeNotes(sides, conflicts);
  const groups = mergeGroups(sides, resolved.nodes, conflicts);
  const graph = { ...mine, spec: { ...mine.spec, nodes: resolved.nodes, edges } };
  return { document: withWorkflowFields(withCanvas(graph, { notes, groups }), ownFields), conflicts };
}

function mergeNotes(sides: Sides, conflicts: Conflict[]): Note[] {
  const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map(
    (document) => new Map(notesOf(document).map((note) => [note.id, note])),
  ) as [Map<string, Note>, Map<string, Note>, Map<string, Note>];
  const kept = new Map<string, Note>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [was, own, other] = [base.get(id), mine.get(id), theirs.get(id)];
    if (own && other) kept.set(id, mergeElement('note', { base: was, mine: own, theirs: other }, conflicts));
    else {
      const left = own ?? other;
      if (!left) continue;
      const changes = was ? changesOf('note', was, left) : [];
      const deletedBy = own ? 'theirs' : 'mine';
      if (changes.length > 0) conflicts.push({ kind: 'presence', element: { kind: 'note', id }, deletedBy, changes });
      if (!was || (own && changes.length > 0)) kept.set(id, left);
    }
  }
  const order = mergeOrder([...base.keys()], [...mine.keys()], [...theirs.keys()], new Set(kept.keys()));
  return order.flatMap((id) => kept.get(id) ?? []);
}

/** `next` with the very elements of `previous` where they say the same, so that the canvas keeps its cards and wires. */
function keepElements(next: WorkflowDocument, previous: WorkflowDocument): WorkflowDocument {
  const known = new Map(previous.spec.nodes.map((node) => [node.id, node]));
  const nodes = next.spec.nodes.map((node) => {
    const own = known.get(node.id);
    return own && equalJson(own, node) ? own : node;
  });
  const wires = new Map(previous.spec.edges.map((edge) => [edgeId(edge), edge]));
  const edges = next.spec.edges.map((edge) => {
    const own = wires.get(edgeId(edge));
    return own && equalJson(own, edge) ? own : edge;
  });
  return { ...next, spec: { ...next.spec, nodes, edges } };
}
