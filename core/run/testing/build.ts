import type { GraphEdge, GraphNode, WorkflowDocument } from '../../graph/schema.ts';
import { API_VERSION } from '../../graph/schema.ts';
import { compileGraph } from '../graph.ts';
import type { RunGraph } from '../graph.ts';
import { testRegistry } from './registry.ts';

type NodeSpec = Partial<Omit<GraphNode, 'id' | 'type'>>;

/**
 * A workflow in few words. A node is `'id: kind'` or `['id: kind', {config, parent, …}]`; an edge is
 * `'a -> b'`, `'a.port -> b'`, or with `max 3` behind it a loop edge.
 */
export function buildDocument(nodes: (string | [string, NodeSpec])[], edges: string[]): WorkflowDocument {
  return {
    apiVersion: API_VERSION,
    kind: 'Workflow',
    metadata: { name: 'test' },
    spec: { nodes: nodes.map(buildNode), edges: edges.map(buildEdge) },
  };
}

/** {@link buildDocument}, compiled with the test registry. */
export function buildGraph(nodes: (string | [string, NodeSpec])[], edges: string[]): RunGraph {
  return compileGraph(buildDocument(nodes, edges), testRegistry);
}

function buildNode(spec: string | [string, NodeSpec]): GraphNode {
  const [name, rest] = typeof spec === 'string' ? [spec, {}] : spec;
  const [id = '', type = ''] = name.split(':').map((part) => part.trim());
  return { id, type, position: { x: 0, y: 0 }, config: {}, ...rest };
}

function buildEdge(text: string): GraphEdge {
  const match = /^(\S+) -> (\S+)(?: max (\d+))?$/.exec(text);
  if (!match?.[1] || !match[2]) throw new Error(`Not an edge: ${text}`);
  return { from: match[1], to: match[2], ...(match[3] && { loop: { max: Number(match[3]) } }) };
}
