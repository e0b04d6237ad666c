import { nodeName } from '../node-view.ts';
import { warning } from '../validate/context.ts';
import type { GraphNode } from '../schema.ts';
import type { Check } from './facts.ts';
import { type Place, togetherIn } from './together.ts';
import { findWay, trailOf } from './way.ts';

/** The run's output is that of the first end; which one that is should not be a matter of speed. */
export const racingEnds: Check = (facts) => {
  const flow = facts.flow();
  if (!flow) return [];
  const ends = [...facts.views.values()]
    .filter((view) => view.definition?.control === 'end' && flow.runs.has(view.node.id))
    .map(({ node }) => node);
  const together = togetherIn(flow);
  if (!together) return [];
  const place = ({ id }: GraphNode): Place => ({ node: id, port: null });
  return ends.flatMap((second, i) => {
    const first = ends.slice(0, i).find((other) => together.may(place(other), place(second)));
    if (!first) return [];
    const ways = together.ways(first.id, second.id);
    const trail = trailOf(findWay(flow, ways[0] ?? second.id), ways);
    const message = `${nodeName(first)} and ${nodeName(second)} may both be reached in one run; its output is then that of the first to be reached`;
    return [warning('ENDS_RACE', message, { nodeId: second.id, trail })];
  });
};
