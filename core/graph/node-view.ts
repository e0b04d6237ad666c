import { z } from 'zod';
import { definitionOf, type NodeDefinition, type NodeRegistry, type Port } from '../node/define.ts';
import type { GraphAnalysis } from './analysis.ts';
import type { GraphNode } from './schema.ts';

/** Ports that must lead somewhere: fired without an edge, the node fails with `<PORT>_UNHANDLED`. */
export const MUST_WIRE_PORTS: ReadonlySet<string> = new Set([
  'expired',
  'unmet',
  'error',
  'rejected',
  'blocked',
  'conflict',
]);

/** What a join waits for. `need` null: every taken edge, however many. */
export interface JoinView {
  mode: 'all' | 'any' | 'quorum';
  need: number | null;
}

/** A node together with what its type says about it. */
export interface NodeView {
  node: GraphNode;
  /** Null for a type that this release does not know. */
  definition: NodeDefinition | null;
  /** The config with defaults, or null when it does not fit the type's schema. */
  config: unknown;
  issues: z.ZodError | null;
  /** Null when they are unknown, because the type or the config is. */
  ports: readonly Port[] | null;
  join: JoinView | null;
}

const joinConfig = z.object({
  mode: z.enum(['all', 'any', 'quorum']).default('all'),
  count: z.int().positive().optional(),
});

/** Edits keep untouched nodes, so most nodes are looked at once in a session. */
const cache = new WeakMap<GraphNode, { registry: NodeRegistry; view: NodeView }>();

export function viewNode(node: GraphNode, registry: NodeRegistry): NodeView {
  const known = cache.get(node);
  if (known?.registry === registry) return known.view;
  const view = createView(node, registry);
  cache.set(node, { registry, view });
  return view;
}

/** Every node of a graph by id. */
export function viewNodes(graph: Pick<GraphAnalysis, 'nodes'>, registry: NodeRegistry): Map<string, NodeView> {
  return new Map([...graph.nodes].map(([id, node]) => [id, viewNode(node, registry)]));
}

/** How people call a node. */
export function nodeName(node: GraphNode): string {
  return node.title?.trim() ? `"${node.title.trim()}"` : node.id;
}

function createView(node: GraphNode, registry: NodeRegistry): NodeView {
  const definition = definitionOf(registry, node.type) ?? null;
  if (!definition) return { node, definition, config: null, issues: null, ports: null, join: null };
  const parsed = definition.config.safeParse(node.config);
  const join = definition.control === 'join' ? joinView(node) : null;
  if (!parsed.success) return { node, definition, config: null, issues: parsed.error, ports: null, join };
  return { node, definition, config: parsed.data, issues: null, ports: definition.ports(parsed.data), join };
}

function joinView(node: GraphNode): JoinView {
  const { mode = 'all', count = 1 } = joinConfig.safeParse(node.config).data ?? {};
  return { mode, need: mode === 'all' ? null : mode === 'any' ? 1 : count };
}
