import type { IndexedEdge } from '../analysis.ts';
import { type NodeView, nodeName } from '../node-view.ts';
import type { Fix, Problem } from '../problem.ts';
import { error } from '../validate/context.ts';
import type { Check, Facts, Flow } from './facts.ts';
import { type Place, togetherIn } from './together.ts';
import { findWay, trailOf } from './way.ts';

/**
 * Merges that wait for more than can arrive. A merge of all waits for the taken edges only and can always go on, so
 * this is about a quorum: it has too few wires, or too many of them exclude each other.
 */
export const impossibleJoins: Check = (facts) =>
  [...facts.views.values()].flatMap((view) => (view.join?.mode === 'quorum' ? quorumProblems(view, facts) : []));

function quorumProblems({ node, join }: NodeView, facts: Facts): Problem[] {
  const place = { nodeId: node.id, path: ['config', 'count'] };
  if (typeof node.config.count !== 'number') {
    return [error('JOIN_COUNT', 'A quorum needs to know how many: set count', place)];
  }
  const need = join?.need ?? 1;
  const edges = facts.graph.incoming.get(node.id) ?? [];
  if (need > edges.length) {
    const message = `${nodeName(node)} waits for ${need}, but ${edges.length} can arrive at most`;
    const trail = trailOf(
      [node.id],
      edges.flatMap(({ id, from }) => [id, from]),
    );
    return [error('JOIN_COUNT', message, { ...place, trail, fix: waitFor(node.id, edges.length) })];
  }
  const flow = facts.flow();
  if (!flow?.runs.has(node.id)) return [];
  const live = flow.incoming.get(node.id) ?? [];
  const most = mostAtOnce(flow, live, need);
  if (need <= most) return [];
  const message = `${nodeName(node)} waits for ${need}, but the ways to it exclude each other: ${most} can arrive at most, so it never goes on`;
  return [error('JOIN_NEVER', message, { ...place, trail: waysIn(flow, live), fix: waitFor(node.id, most) })];
}

function waitFor(nodeId: string, count: number): Fix | undefined {
  return count > 0 ? { label: `Wait for ${count}`, kind: 'set-config', nodeId, key: 'count', value: count } : undefined;
}

/** Edges are gathered in groups that exclude each other; no more than one of each group is ever taken. Counts to `enough`. */
function mostAtOnce(flow: Flow, edges: readonly IndexedEdge[], enough: number): number {
  const together = togetherIn(flow);
  if (!together) return enough;
  const groups: Place[][] = [];
  for (const { from, port } of edges) {
    const place = { node: from, port };
    const group = groups.find((places) => places.every((other) => !together.may(other, place)));
    if (group) group.push(place);
    else groups.push([place]);
    if (groups.length >= enough) break;
  }
  return groups.length;
}

/** From where the ways to a node part to the node. */
function waysIn(flow: Flow, edges: readonly IndexedEdge[]): string[] {
  const common = flow.passage.common(edges.map((edge) => edge.from))?.split('.')[0];
  return trailOf(
    ...edges.flatMap((edge) => [
      findWay(flow, edge.from, common === undefined ? {} : { from: common }),
      [edge.id, edge.to],
    ]),
  );
}
