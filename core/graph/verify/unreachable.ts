import { canConnect } from '../connect.ts';
import type { GraphNode } from '../schema.ts';
import { nodeName } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
import { error, warning } from '../validate/context.ts';
import { type Check, type Facts, type Flow, whyNever } from './facts.ts';
import { trailOf } from './way.ts';

/**
 * Nodes that no run reaches, each group reported once, at its first node. It is an error when the run is left without
 * any end that way; otherwise a node is perhaps not connected yet.
 */
export const unreachableNodes: Check = (facts) => {
  const flow = facts.flow();
  if (!flow || flow.starts.length === 0) return [];
  const unused = [...facts.graph.nodes.values()].filter(({ id, parent }) => {
    return !flow.runs.has(id) && (parent === undefined || flow.runs.has(parent));
  });
  const ids = new Set(unused.map(({ id }) => id));
  const heads = unused.filter(({ id }) => !facts.graph.incoming.get(id)?.some(({ from }) => ids.has(from)));
  const ends = [...facts.views.values()].flatMap(({ node, definition }) =>
    definition?.control === 'end' ? [node.id] : [],
  );
  const around = {
    facts,
    looseEnd: heads.length === 1 ? onlyLooseEnd(facts, flow) : null,
    missedEnds: ends.some((id) => flow.runs.has(id)) ? [] : ends,
  };
  return heads.map((node) => problemAt(node, around));
};

interface Around {
  facts: Facts;
  looseEnd: string | null;
  /** All ends when none of them is reached. */
  missedEnds: readonly string[];
}

function problemAt(node: GraphNode, { facts, looseEnd, missedEnds }: Around): Problem {
  const behind = nodesBehind(facts, node.id);
  const edges = [node.id, ...behind].flatMap((id) => facts.graph.incoming.get(id) ?? []);
  const trail = trailOf(
    edges.filter(({ to }) => to === node.id).flatMap(({ from, id }) => [from, id]),
    [node.id, ...behind],
    edges.filter(({ from, to }) => to !== node.id && (from === node.id || behind.has(from))).map(({ id }) => id),
  );
  const message = sentence(node, behind.size, facts);
  const fix = fixFor(node, facts, looseEnd);
  const at = { nodeId: node.id, trail, fix };
  return missedEnds.some((id) => id === node.id || behind.has(id))
    ? error('END_UNREACHABLE', `${message}, and the run has no other end`, at)
    : warning('UNREACHABLE', message, at);
}

function nodesBehind({ graph }: Facts, id: string): Set<string> {
  const behind = new Set<string>();
  const reached = new Set([id]);
  for (const at of reached) {
    for (const { to } of graph.outgoing.get(at) ?? []) reached.add(to);
    if (at !== id) behind.add(at);
  }
  return behind;
}

function sentence(node: GraphNode, behind: number, { graph, views, wired }: Facts): string {
  const more = behind === 0 ? '' : behind === 1 ? ' and the node behind it' : ` and the ${behind} nodes behind it`;
  const edge = graph.incoming.get(node.id)?.[0];
  const source = edge && views.get(edge.from);
  const why = source && whyNever(source, edge.port, wired.get(edge.from) ?? new Set());
  if (!source || !why) {
    const never = behind === 0 ? 'it never runs' : `it${more} never run`;
    return `No edge leads from the start to ${nodeName(node)}, so ${never}`;
  }
  const runs = behind === 0 ? 'runs' : 'run';
  return `${nodeName(node)}${more} never ${runs}: the port "${edge.port}" never fires, because ${nodeName(source.node)} ${why}`;
}

function fixFor(
  node: GraphNode,
  { document, registry, graph, views }: Facts,
  looseEnd: string | null,
): Fix | undefined {
  const edge = graph.incoming.get(node.id)?.[0];
  const source = edge && views.get(edge.from)?.node;
  if (source?.onError !== undefined && edge?.port === 'error') {
    const label = `Take the error port of ${nodeName(source)}`;
    return { label, kind: 'update-node', nodeId: source.id, change: { onError: undefined } };
  }
  const from = graph.nodes.get(looseEnd ?? '');
  if (edge || !from) return undefined;
  const wire = { from: { node: from.id, port: 'out' }, to: node.id };
  if (!canConnect(document, registry, wire, { loop: false }).ok) return undefined;
  return { label: `Connect ${nodeName(from)} to it`, kind: 'connect', ...wire };
}

/** The one node at the top that runs and leads nowhere, where the next wire was probably meant to begin. */
function onlyLooseEnd({ graph, views }: Facts, flow: Flow): string | null {
  const loose = [...flow.runs].filter((id) => {
    const view = views.get(id);
    return (
      view?.node.parent === undefined && view?.ports?.some(({ id: port }) => port === 'out') && !leadsOn(graph, id)
    );
  });
  return loose.length === 1 ? (loose[0] ?? null) : null;
}

function leadsOn(graph: Facts['graph'], id: string): boolean {
  return (graph.outgoing.get(id) ?? []).some(({ port }) => port === 'out');
}
