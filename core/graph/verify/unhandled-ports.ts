import { MUST_WIRE_PORTS, nodeName } from '../node-view.ts';
import { warning } from '../validate/context.ts';
import { type Check, whyNever } from './facts.ts';
import { leadToEnd } from './fixes.ts';
import { findWay, trailOf } from './way.ts';

/** Ports such as `rejected` that can fire and lead nowhere: the node fails, although nothing went wrong in it. */
export const unhandledPorts: Check = (facts) => {
  const flow = facts.flow();
  return [...facts.views.values()].flatMap((view) => {
    const { node, ports } = view;
    if (flow && !flow.runs.has(node.id)) return [];
    const used = facts.wired.get(node.id) ?? new Set();
    return (ports ?? []).flatMap(({ id, label }) => {
      // An unwired `error` only means that an error fails the run, which is the default and no news.
      if (id === 'error' || !MUST_WIRE_PORTS.has(id) || used.has(id)) return [];
      if (whyNever(view, id, used) !== null) return [];
      const message = `The port "${id}" of ${nodeName(node)} leads nowhere; when it is taken, the node fails`;
      const trail = trailOf(flow && findWay(flow, node.id), [node.id]);
      const fix = leadToEnd(facts, { node: node.id, port: id }, label);
      return [warning('PORT_UNWIRED', message, { nodeId: node.id, trail, fix })];
    });
  });
};
