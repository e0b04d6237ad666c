import { renameInConfig } from '../expr/rename.ts';
import type { NodeRegistry } from '../node/define.ts';
import { groupsOf, withCanvas } from './canvas.ts';
import { edgeOf } from './connect.ts';
import { viewNode } from './node-view.ts';
import { edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from './schema.ts';

/** Nodes under other ids, with everything that names them: edges, what maps and groups hold, and expressions. */
export function renameNodes(
  document: WorkflowDocument,
  registry: NodeRegistry,
  ids: ReadonlyMap<string, string>,
): WorkflowDocument {
  if (ids.size === 0) return document;
  const nodes = document.spec.nodes.map((node) => renameNode(node, registry, ids));
  const edges = document.spec.edges.map((edge) => renameEdge(edge, ids));
  return renameMembers({ ...document, spec: { ...document.spec, nodes, edges } }, ids);
}

function renameNode(node: GraphNode, registry: NodeRegistry, ids: ReadonlyMap<string, string>): GraphNode {
  const { definition, config } = viewNode(node, registry);
  const sites = definition && config !== null ? definition.expressions(config) : [];
  const id = ids.get(node.id) ?? node.id;
  const parent = node.parent === undefined ? undefined : (ids.get(node.parent) ?? node.parent);
  const renamed = renameInConfig(node.config, sites, ids);
  if (id === node.id && parent === node.parent && renamed === node.config) return node;
  return { ...node, id, ...(parent === undefined ? {} : { parent }), config: renamed };
}

function renameMembers(document: WorkflowDocument, ids: ReadonlyMap<string, string>): WorkflowDocument {
  const groups = groupsOf(document);
  if (groups.length === 0) return document;
  const renamed = groups.map((group) =>
    group.nodes.some((id) => ids.has(id)) ? { ...group, nodes: group.nodes.map((id) => ids.get(id) ?? id) } : group,
  );
  return withCanvas(document, { groups: renamed });
}

function renameEdge(edge: GraphEdge, ids: ReadonlyMap<string, string>): GraphEdge {
  const { node, port } = edgeSource(edge);
  const [from, to] = [ids.get(node), ids.get(edge.to)];
  if (from === undefined && to === undefined) return edge;
  return edgeOf({ from: { node: from ?? node, port }, to: to ?? edge.to }, edge.loop);
}
