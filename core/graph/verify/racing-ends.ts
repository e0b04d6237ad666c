import { nodeName } from '../node-view.ts';
import { warning } from '../validate/context.ts';
import type { Check, Flow } from './facts.ts';
import { type Place, togetherIn } from './together.ts';
import { findWay, trailOf } from './way.ts';

/** Each end is held against this many before it, so that a thousand ends do not take a million questions. */
const MAX_COMPARED = 100;

/** The run's output is that of the first end; which one that is should not be a matter of speed. */
export const racingEnds: Check = (facts) => {
  const flow = facts.flow();
  if (!flow) return [];
  const ends = [...facts.views.values()]
    .filter((view) => view.definition?.control === 'end' && flow.runs.has(view.node.id))
    .map(({ node }) => node);
  const together = togetherIn(flow);
  return ends.flatMap((second, i) => {
    for (const first of ends.slice(Math.max(0, i - MAX_COMPARED), i)) {
      const fork = together({ node: first.id, port: null }, { node: second.id, port: null });
      if (!fork) continue;
      const message = `${nodeName(first)} and ${nodeName(second)} may both be reached in one run; its output is then that of the first to be reached`;
      return [warning('ENDS_RACE', message, { nodeId: second.id, trail: bothWays(flow, fork, first.id, second.id) })];
    }
    return [];
  });
};

/** To the fork, and from there on two ways that share nothing more as far as the shorter of them allows. */
function bothWays(flow: Flow, fork: Place, first: string, second: string): string[] {
  const from = (to: string, other: readonly string[]): string[] | null =>
    findWay(flow, to, {
      from: fork.node,
      takes: (edge) => fork.port === null || edge.from !== fork.node || edge.port === fork.port,
      avoid: new Set(other.filter((id) => id !== fork.node)),
    });
  for (const [one, two] of [
    [first, second],
    [second, first],
  ] as const) {
    const way = from(one, []);
    const other = way && from(two, way);
    if (way && other) return trailOf(findWay(flow, fork.node), way, other);
  }
  return trailOf(findWay(flow, fork.node), from(first, []), from(second, []));
}
