import type { IndexedEdge } from '../analysis.ts';
import { passages } from '../decisions.ts';
import type { Passage } from '../passage.ts';
import type { Flow } from './facts.ts';

/** A node that runs, or one of its ports that fires. */
export interface Place {
  node: string;
  port: string | null;
}

/** Where one run parts into two that go different ways. */
export type Together = (a: Place, b: Place) => Place | null;

/**
 * Tells whether two things can happen in one run, and where their ways part; null when they exclude each other.
 *
 * All ways to both have a last place in common. Where nothing is chosen there, two ways lead on that share nothing more
 * (Menger), so no choice is in the way of either and both can happen. Where the place is a choice, each of its ports is
 * the start of a smaller graph with the same question. A merge counts as reached by one edge, so a null is certain, and
 * a place may be too much where a quorum is on the way.
 */
export function togetherIn(flow: Flow): Together {
  const below = new Map<string, Passage>();
  const behindPort = (node: string, port: string): Passage => {
    const name = `${node}.${port}`;
    const known = below.get(name) ?? passageFrom(flow, node, port);
    below.set(name, known);
    return known;
  };
  const part = (passage: Passage, a: Place, b: Place): Place | null => {
    const name = passage.common([nameOf(flow, a), nameOf(flow, b)]);
    if (name === null) return null;
    const [node = '', port = null] = name.split('.');
    const ports = flow.choices.get(node);
    if (port !== null || !ports || holds(flow, node, a, b)) return { node, port };
    for (const choice of ports) {
      const place = { node, port: choice };
      if (!leads(flow, place, a) || !leads(flow, place, b)) continue;
      const found = part(behindPort(node, choice), a, b);
      if (found) return found;
    }
    return null;
  };
  return (a, b) => {
    if (leads(flow, a, b)) return a;
    return leads(flow, b, a) ? b : part(flow.passage, a, b);
  };
}

function nameOf(flow: Flow, { node, port }: Place): string {
  return port !== null && flow.choices.get(node) ? `${node}.${port}` : node;
}

/** What a map holds starts all at once, whatever the map itself chooses at its end. */
function holds(flow: Flow, map: string, a: Place, b: Place): boolean {
  return flow.nodes.get(a.node)?.parent === map && flow.nodes.get(b.node)?.parent === map;
}

function leads(flow: Flow, from: Place, to: Place): boolean {
  if (from.node === to.node) return from.port === to.port || from.port === null;
  return (flow.outgoing.get(from.node) ?? []).some(
    (edge) =>
      (from.port === null || edge.port === from.port) && (edge.to === to.node || flow.reach().leads(edge.to, to.node)),
  );
}

/** What all ways have in common once a node has chosen a port. */
function passageFrom(flow: Flow, node: string, port: string): Passage {
  const within = (edge: IndexedEdge): boolean =>
    edge.from === node ? edge.port === port : leads(flow, { node, port }, { node: edge.from, port: null });
  const incoming = new Map([...flow.incoming].map(([id, edges]) => [id, edges.filter(within)]));
  return passages({ ...flow, incoming }, flow.choices);
}
