import type { IndexedEdge } from '../analysis.ts';
import { nodeName } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import { warning } from '../validate/context.ts';
import type { Check, Facts, Flow } from './facts.ts';
import { leadToEnd } from './fixes.ts';
import { findWay } from './way.ts';

/**
 * Choices that lead nowhere and let the run succeed without a result, although it has ends. A dead end beside a way
 * that reaches an end in any case is fine.
 */
export const silentEnds: Check = (facts) => {
  const flow = facts.flow();
  const isEnd = (id: string): boolean => facts.views.get(id)?.definition?.control === 'end';
  if (!flow || ![...flow.runs].some(isEnd)) return [];
  const missing = portsWithoutEnd(flow, facts, isEnd);
  const takes = ({ from, port }: IndexedEdge): boolean => missing.get(from)?.includes(port) ?? false;
  const found: Problem[] = [];
  const reached = new Set(flow.starts);
  for (const id of reached) {
    const edges = flow.outgoing.get(id) ?? [];
    for (const edge of edges) if (takes(edge)) reached.add(edge.to);
    for (const port of flow.choices.get(id) ? (missing.get(id) ?? []) : []) {
      if (edges.some((edge) => edge.port === port)) continue;
      found.push(problemAt(facts, id, port, findWay(flow, id, { takes }) ?? [id]));
    }
  }
  return found;
};

/** For each node, the ports after which a run may go on, with the right choices, and end without an end. */
function portsWithoutEnd(
  flow: Flow,
  { wired }: Facts,
  isEnd: (id: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, string[]>();
  for (const id of [...flow.order].reverse()) {
    if (isEnd(id)) continue;
    const edges = flow.outgoing.get(id) ?? [];
    const ports = (flow.ports.get(id) ?? []).filter((port) => {
      const next = edges.filter((edge) => edge.port === port);
      // Nothing but a loop at the port: taken too often, the run fails, and that is not silent.
      if (next.length === 0) return !wired.get(id)?.has(port);
      return next.every((edge) => missing.has(edge.to));
    });
    if (ports.length > 0) missing.set(id, ports);
  }
  return missing;
}

function problemAt(facts: Facts, id: string, port: string, trail: string[]): Problem {
  const view = facts.views.get(id);
  const name = view ? nodeName(view.node) : id;
  const label = view?.ports?.find((known) => known.id === port)?.label ?? port;
  const message = `When ${name} takes "${port}", the run stops there and has no result, because the port leads nowhere`;
  return warning('SILENT_END', message, {
    nodeId: id,
    trail,
    fix: leadToEnd(facts, { node: id, port }, label),
  });
}
