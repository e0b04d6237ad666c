import { didYouMean } from '../../suggest.ts';
import { MUST_WIRE_PORTS, type NodeView, nodeName } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import { edgeId, edgeSource, type GraphEdge } from '../schema.ts';
import { error, type ValidateContext, warning } from './context.ts';

/** What is wrong with single edges and ports: ends that do not exist, repetitions, borders, ports that lead nowhere. */
export function edgeProblems(context: ValidateContext): Problem[] {
  const seen = new Set<string>();
  const edges = context.document.spec.edges.flatMap((edge, i) => {
    const id = edgeId(edge);
    if (seen.has(id))
      return [error('EDGE_TWICE', `The edge ${id} is there twice`, { edgeId: id, path: ['spec', 'edges', i] })];
    seen.add(id);
    return singleEdgeProblems(edge, ['spec', 'edges', i], context);
  });
  const ports = [...context.views.values()].flatMap((view) => [
    ...repeatedPorts(view),
    ...deadEnds(view, context),
    ...joinCount(view, context),
  ]);
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

/** An unwired `error` only means that an error fails the run, which is the default and no news. */
function deadEnds({ node, definition, ports, config, join }: NodeView, { wired }: ValidateContext): Problem[] {
  const used = wired.get(node.id);
  return (ports ?? []).flatMap(({ id }) => {
    if (id === 'error' || !MUST_WIRE_PORTS.has(id) || used?.has(id)) return [];
    const neverExpires = id === 'expired' && definition?.control === 'gate' && !(config as { due?: unknown }).due;
    // The first taken edge is enough for `any`, so it is never out of reach.
    if (neverExpires || (id === 'unmet' && join?.mode !== 'quorum')) return [];
    const message = `The port "${id}" of ${nodeName(node)} leads nowhere; when it is taken, the node fails`;
    return [warning('PORT_UNWIRED', message, { nodeId: node.id })];
  });
}

function joinCount({ node, join }: NodeView, { graph }: ValidateContext): Problem[] {
  if (join?.mode !== 'quorum') return [];
  const incoming = graph.incoming.get(node.id)?.length ?? 0;
  const place = { nodeId: node.id, path: ['config', 'count'] };
  if (typeof node.config.count !== 'number')
    return [error('JOIN_COUNT', 'A quorum needs to know how many: set count', place)];
  if (join.need === null || join.need <= incoming) return [];
  return [error('JOIN_COUNT', `It waits for ${join.need} but ${incoming} can arrive at most`, place)];
}
