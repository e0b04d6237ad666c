import { didYouMean } from '../../suggest.ts';
import { type NodeView, nodeName } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import { edgeId, edgeSource, type GraphEdge } from '../schema.ts';
import { error, type ValidateContext } from './context.ts';

/** What is wrong with single edges and ports: ends that do not exist, repetitions, borders. */
export function edgeProblems(context: ValidateContext): Problem[] {
  const seen = new Set<string>();
  const edges = context.document.spec.edges.flatMap((edge, i) => {
    const id = edgeId(edge);
    if (seen.has(id))
      return [error('EDGE_TWICE', `The edge ${id} is there twice`, { edgeId: id, path: ['spec', 'edges', i] })];
    seen.add(id);
    return singleEdgeProblems(edge, ['spec', 'edges', i], context);
  });
  const ports = [...context.views.values()].flatMap(repeatedPorts);
  return [...edges, ...ports];
}

function singleEdgeProblems(edge: GraphEdge, path: (string | number)[], { views }: ValidateContext): Problem[] {
  const id = edgeId(edge);
  const place = { edgeId: id, path, fix: { label: 'Remove the edge', kind: 'remove-edge', edgeId: id } } as const;
  const { node, port } = edgeSource(edge);
  const [from, to] = [views.get(node), views.get(edge.to)];
  const missing = [from ? [] : [node], to ? [] : [edge.to]].flat();
  if (!from || !to) {
    return missing.map((name) =>
      error(
        'EDGE_NODE_UNKNOWN',
        `The edge ${id} names "${name}", which does not exist${didYouMean(name, views.keys())}`,
        place,
      ),
    );
  }
  const found: Problem[] = [];
  if (from.definition && from.ports?.length === 0) {
    found.push(error('EDGE_FROM_END', `${from.definition.title} has no output, so no edge starts there`, place));
  } else if (from.ports && !from.ports.some((known) => known.id === port)) {
    const hint = didYouMean(
      port,
      from.ports.map((known) => known.id),
    );
    found.push(error('EDGE_PORT_UNKNOWN', `${nodeName(from.node)} has no port "${port}"${hint}`, place));
  }
  if (to.definition && !to.definition.acceptsInput && !edge.loop) {
    found.push(error('EDGE_TO_START', `${to.definition.title} has no input, so no edge leads there`, place));
  }
  if (from.node.parent !== to.node.parent) {
    found.push(error('EDGE_BORDER', `The edge ${id} crosses the border of a map`, place));
  }
  return found;
}

function repeatedPorts({ node, ports }: NodeView): Problem[] {
  const seen = new Set<string>();
  return (ports ?? []).flatMap(({ id }) => {
    if (!seen.has(id)) return seen.add(id) && [];
    return [
      error('PORT_TWICE', `The port "${id}" is there twice; give one another name`, {
        nodeId: node.id,
        path: ['config'],
      }),
    ];
  });
}
