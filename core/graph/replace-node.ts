import type { JsonObject } from '../json.ts';
import { definitionOf, type NodeDefinition, type NodeRegistry, type Port } from '../node/define.ts';
import { edgeOf } from './connect.ts';
import { viewNode } from './node-view.ts';
import { edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from './schema.ts';

/** Whether a node may become another type: what it holds, where it stands and that it is needed stay true. */
export function canReplace(document: WorkflowDocument, registry: NodeRegistry, nodeId: string, to: NodeDefinition) {
  const node = document.spec.nodes.find((other) => other.id === nodeId);
  if (!node || node.type === to.type || definitionOf(registry, node.type)?.singleton || to.singleton) return false;
  if (to.topLevelOnly && node.parent !== undefined) return false;
  return to.control === 'map' || !document.spec.nodes.some((other) => other.parent === nodeId);
}

/**
 * Makes a node another type. It keeps its id, so that expressions go on naming it, its place, the settings that both
 * types have, and its wires: a port that the new type has not goes over to the first of its ports that is free.
 * What finds no port is removed. The document comes back where {@link canReplace} says no.
 */
export function replaceNode(
  document: WorkflowDocument,
  registry: NodeRegistry,
  { nodeId, definition }: { nodeId: string; definition: NodeDefinition },
): WorkflowDocument {
  const node = document.spec.nodes.find((other) => other.id === nodeId);
  if (!node || !canReplace(document, registry, nodeId, definition)) return document;
  const replacement = become(node, registry, definition);
  const edges = moveEdges(document.spec.edges, nodeId, viewNode(node, registry).ports, {
    definition,
    ports: viewNode(replacement, registry).ports ?? [],
  });
  const nodes = document.spec.nodes.map((other) => (other === node ? replacement : other));
  return { ...document, spec: { ...document.spec, nodes, edges } };
}

function become(node: GraphNode, registry: NodeRegistry, to: NodeDefinition): GraphNode {
  const { id, position, parent, retry, timeout, onError, fallback, disabled } = node;
  const title = titleFor(node, definitionOf(registry, node.type), to);
  const { supports } = to;
  const result: GraphNode = { id, type: to.type, position, config: sharedConfig(node.config, to) };
  if (title !== undefined) result.title = title;
  if (parent !== undefined) result.parent = parent;
  if (retry && supports.retry) result.retry = retry;
  if (timeout !== undefined && supports.timeout) result.timeout = timeout;
  if (onError && supports.error) result.onError = onError;
  if (fallback !== undefined && (supports.error || supports.disable)) result.fallback = fallback;
  if (disabled && supports.disable) result.disabled = disabled;
  return result;
}

/** A title that only says the type (`Agent`, `Agent 2`) says the new one; a title somebody wrote stays. */
function titleFor(node: GraphNode, from: NodeDefinition | undefined, to: NodeDefinition): string | undefined {
  if (node.title === undefined || !from?.title || !node.title.startsWith(from.title)) return node.title;
  const rest = node.title.slice(from.title.length);
  return /^( \d+)?$/.test(rest) ? to.title + rest : node.title;
}

/** The new type's settings with every old one that it understands too. */
function sharedConfig(config: JsonObject, to: NodeDefinition): JsonObject {
  let shared = to.defaults() as JsonObject;
  for (const [key, value] of Object.entries(config)) {
    const candidate = { ...shared, [key]: value };
    const parsed = to.config.safeParse(candidate);
    // A schema that drops what it does not know would accept anything.
    if (parsed.success && Object.hasOwn(parsed.data as object, key)) shared = candidate;
  }
  return shared;
}

function moveEdges(
  edges: readonly GraphEdge[],
  nodeId: string,
  before: readonly Port[] | null,
  { definition, ports }: { definition: NodeDefinition; ports: readonly Port[] },
): GraphEdge[] {
  const used = edges.map(edgeSource).flatMap(({ node, port }) => (node === nodeId ? [port] : []));
  const target = assignPorts(new Set(used), before ?? [], ports);
  return edges.flatMap((edge) => {
    if (edge.to === nodeId && !definition.acceptsInput) return [];
    const { node, port } = edgeSource(edge);
    if (node !== nodeId) return [edge];
    const next = target.get(port);
    if (next === port) return [edge];
    return next === undefined ? [] : [edgeOf({ from: { node, port: next }, to: edge.to }, edge.loop)];
  });
}

/** Same names first, then the rest in order; error routes only ever become error routes. */
function assignPorts(used: ReadonlySet<string>, before: readonly Port[], after: readonly Port[]): Map<string, string> {
  const assigned = new Map<string, string>();
  const free = new Set(after);
  const take = (port: string, fits: (candidate: Port) => boolean): void => {
    const found = [...free].find(fits);
    if (!found) return;
    free.delete(found);
    assigned.set(port, found.id);
  };
  const isError = (id: string): boolean => before.find((port) => port.id === id)?.kind === 'error';
  for (const id of used) take(id, (candidate) => candidate.id === id);
  const inOrder = before.map((port) => port.id).filter((id) => used.has(id));
  for (const id of inOrder.filter((other) => !assigned.has(other)))
    take(id, (candidate) => (candidate.kind === 'error') === isError(id));
  return assigned;
}
