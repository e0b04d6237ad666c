import { definitionOf, type NodeRegistry } from '../node/define.ts';
import { analyzeGraph, ancestorsOf, enclosingMaps, nodesInside } from './analysis.ts';
import type { GraphAnalysis } from './analysis.ts';
import type { Problem } from './problem.ts';
import { edgeId, edgeSource, type WorkflowDocument } from './schema.ts';

/**
 * The part of a workflow that a test up to a node runs: the node, what leads to it, and the maps that these stand in or
 * are; the start in any case. Null for a node that is not there. What the node mentions of later rounds is absent then, as in its first round.
 */
export function upTo(document: WorkflowDocument, registry: NodeRegistry, nodeId: string): WorkflowDocument | null {
  const graph = analyzeGraph(document);
  if (!graph.nodes.has(nodeId)) return null;
  const kept = keptNodes(graph, nodeId);
  const { canvas: _canvas, ...spec } = document.spec;
  return {
    ...document,
    spec: {
      ...spec,
      nodes: spec.nodes.filter((node) => kept.has(node.id) || definitionOf(registry, node.type)?.control === 'start'),
      edges: spec.edges.filter((edge) => kept.has(edgeSource(edge).node) && kept.has(edge.to)),
    },
  };
}

/** Of the problems of the whole workflow those that a test of this part of it would meet. */
export function problemsIn(part: WorkflowDocument, problems: readonly Problem[]): Problem[] {
  const nodes = new Set(part.spec.nodes.map((node) => node.id));
  const edges = new Set(part.spec.edges.map(edgeId));
  return problems.filter(
    (problem) =>
      (problem.nodeId === undefined || nodes.has(problem.nodeId)) &&
      (problem.edgeId === undefined || edges.has(problem.edgeId)),
  );
}

function keptNodes(graph: GraphAnalysis, nodeId: string): Set<string> {
  const around = enclosingMaps(graph, nodeId);
  const kept = new Set<string>([nodeId, ...around]);
  for (const id of [nodeId, ...around]) for (const before of ancestorsOf(graph, id)) kept.add(before);
  // A map runs as a whole, except the one that the node stands in.
  for (const id of [...kept]) if (!around.includes(id)) for (const inner of nodesInside(graph, id)) kept.add(inner);
  return kept;
}
