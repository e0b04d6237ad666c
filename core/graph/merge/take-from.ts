import type { Json, JsonObject } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { type Group, groupsOf, type Note, notesOf, withCanvas } from '../canvas.ts';
import { valueOf } from '../diff.ts';
import { settleGroups } from '../edit-groups.ts';
import { type FieldPath, workflowFields, withWorkflowFields } from '../elements.ts';
import { edgeId, edgeSource, type GraphNode, type WorkflowDocument } from '../schema.ts';
import type { Conflict } from './conflict.ts';
import { subtree } from './resolve-nodes.ts';

/**
 * `document` with everything that is contested as `source` has it: another side's choice, or the common ancestor's.
 * What is not contested stays; what is not there any more is passed over.
 */
export function takeFrom(
  document: WorkflowDocument,
  source: WorkflowDocument,
  conflicts: Iterable<Pick<Conflict, 'kind' | 'element'> & { path?: FieldPath }>,
): WorkflowDocument {
  let result = document;
  for (const { kind, element, path = [] } of conflicts) {
    if (element.kind === 'workflow') result = takeWorkflowField(result, source, path);
    else if (element.kind === 'edge') result = takeEdge(result, source, element.id);
    else if (element.kind === 'note')
      result = withCanvas(result, { notes: takenFrom(notesOf(result), notesOf(source), element.id, path) });
    else if (element.kind === 'group')
      result = withCanvas(result, { groups: takenFrom(groupsOf(result), groupsOf(source), element.id, path) });
    else if (kind === 'presence') result = takeNodes(result, source, element.id);
    else result = takeNodeField(result, source, element.id, path);
  }
  return settleGroups(result);
}

function takeWorkflowField(document: WorkflowDocument, source: WorkflowDocument, path: FieldPath): WorkflowDocument {
  return withWorkflowFields(document, copyField(workflowFields(document), workflowFields(source), path));
}

/** A wire is contested as a whole: it has nothing but its loop. */
function takeEdge(document: WorkflowDocument, source: WorkflowDocument, id: string): WorkflowDocument {
  const wanted = source.spec.edges.find((edge) => edgeId(edge) === id);
  const ends = new Set(document.spec.nodes.map((node) => node.id));
  const fits = wanted && ends.has(wanted.to) && ends.has(edgeSource(wanted).node);
  const edges = replaced(document.spec.edges, fits ? wanted : undefined, (edge) => edgeId(edge) === id);
  return { ...document, spec: { ...document.spec, edges } };
}

/** Notes or groups, one of them as the other side has it. */
function takenFrom<T extends Note | Group>(
  list: readonly T[],
  source: readonly T[],
  id: string,
  path: FieldPath,
): readonly T[] {
  const own = list.find((item) => item.id === id);
  const other = source.find((item) => item.id === id);
  const wanted =
    own && other && path.length > 0 ? (copyField(own as JsonObject, other as JsonObject, path) as T) : other;
  return replaced(list, wanted, (item) => item.id === id);
}

function takeNodeField(
  document: WorkflowDocument,
  source: WorkflowDocument,
  id: string,
  path: FieldPath,
): WorkflowDocument {
  const own = document.spec.nodes.find((node) => node.id === id);
  const other = source.spec.nodes.find((node) => node.id === id);
  if (!own || !other) return document;
  const paths = path[0] === 'type' ? [['type'], ['config']] : [path];
  const next = paths.reduce<GraphNode>(
    (node, at) => (at.length === 0 ? other : (copyField(node as JsonObject, other as JsonObject, at) as GraphNode)),
    own,
  );
  const nodes = document.spec.nodes.map((node) => (node === own ? next : node));
  return { ...document, spec: { ...document.spec, nodes } };
}

/** A node with its wires and all that it holds, or without. */
function takeNodes(document: WorkflowDocument, source: WorkflowDocument, id: string): WorkflowDocument {
  const held = subtree(childrenOf(document), id);
  const wanted = subtree(childrenOf(source), id);
  const others = new Map(source.spec.nodes.map((node) => [node.id, node]));
  const known = new Set(document.spec.nodes.map((node) => node.id));
  const stays = document.spec.nodes.flatMap((node) => {
    const other = others.get(node.id);
    if (!held.has(node.id) && !wanted.has(node.id)) return [node];
    if (!other) return [];
    return held.has(node.id) && wanted.has(node.id) ? [other] : [placedAs(node, other)];
  });
  const added = source.spec.nodes.filter((node) => wanted.has(node.id) && !known.has(node.id));
  const nodes = [...stays, ...added];
  const present = new Set(nodes.map((node) => node.id));
  const affected = held.union(wanted);
  const touches = (edge: { from: string; to: string }): boolean =>
    affected.has(edge.to) || affected.has(edgeSource(edge).node);
  const edges = [
    ...document.spec.edges.filter((edge) => !touches(edge)),
    ...source.spec.edges.filter((edge) => touches(edge) && present.has(edge.to) && present.has(edgeSource(edge).node)),
  ];
  return { ...document, spec: { ...document.spec, nodes, edges } };
}

/** Moved into the map in question, or out of it: only where it is, is taken. */
function placedAs(node: GraphNode, other: GraphNode): GraphNode {
  const { parent: _, ...rest } = node;
  return { ...rest, position: other.position, ...(other.parent === undefined ? {} : { parent: other.parent }) };
}

function childrenOf({ spec }: WorkflowDocument): Map<string, string[]> {
  const groups = Map.groupBy(spec.nodes, (node) => node.parent ?? '');
  groups.delete('');
  return new Map([...groups].map(([id, nodes]) => [id, nodes.map((node) => node.id)]));
}

function replaced<T>(list: readonly T[], wanted: T | undefined, isIt: (item: T) => boolean): T[] {
  const at = list.findIndex(isIt);
  if (at < 0) return wanted === undefined ? [...list] : [...list, wanted];
  return list.flatMap((item, i) => (i !== at ? [item] : wanted === undefined ? [] : [wanted]));
}

/** One field as another object has it; a field that is not there is removed. */
function copyField(target: JsonObject, source: JsonObject, [name, ...rest]: FieldPath): JsonObject {
  if (name === undefined) return source;
  const [own, other] = [valueOf(target, name), valueOf(source, name)];
  const value = rest.length > 0 && isJsonObject(own) && isJsonObject(other) ? copyField(own, other, rest) : other;
  const entries = Object.entries(target).filter(([key]) => key !== name) as [string, Json][];
  return Object.fromEntries(value === undefined ? entries : [...entries, [name, value]]);
}
