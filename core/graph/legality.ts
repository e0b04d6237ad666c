import { analyzeGraph, type GraphAnalysis, type IndexedEdge, type LoopScope, loopScope } from './analysis.ts';
import type { NodeView } from './node-view.ts';
import type { Problem } from './problem.ts';
import { type Reach, reachOf, reachOver } from './reach.ts';
import type { WorkflowDocument } from './schema.ts';
import { joinProblems, loopTargetProblems, overlapProblem, repeatedLoopPorts, structureProblems } from './structure.ts';

/**
 * Whether one more edge from a node would add a problem of structure; made to be asked for every target. Each answer is
 * the sentence of the first new problem, or null.
 */
export interface Legality {
  /** For an edge that closes no circle. */
  forward(edge: IndexedEdge): string | null;
  /** For a loop edge whose target leads to its source. */
  loop(edge: IndexedEdge): string | null;
}

export interface Origin {
  document: WorkflowDocument;
  graph: GraphAnalysis;
  views: ReadonlyMap<string, NodeView>;
  /** The node at which the edges start. */
  from: string;
}

export function legalityFrom(origin: Origin): Legality {
  if (origin.graph.cyclicEdges.length > 0) return legalityOnCircles(origin);
  const leads = leadsIn(reachOf(origin.graph));
  const waiting = waitsOf(origin.graph);
  const analyzeAnew = createFallback(origin);
  return {
    forward: forwardRule(origin, leads, waiting, analyzeAnew),
    loop: loopRule(origin, leads, waiting, analyzeAnew),
  };
}

type Rule = (edge: IndexedEdge) => string | null;
type Leads = (first: string, last: string) => boolean;

function leadsIn(reach: Reach): Leads {
  return (first, last) => first === last || reach.leads(first, last);
}

/** Who waits for whom: forward edges, and what leaves a loop waits for the loop's source. */
function waitsOf(graph: GraphAnalysis): Leads {
  const held = Map.groupBy(
    graph.loops.flatMap(({ edge, exits }) => exits.map((exit) => ({ from: edge.from, to: exit.to }))),
    (wait) => wait.to,
  );
  return leadsIn(
    reachOver(graph.order, (id) =>
      [...(graph.incoming.get(id) ?? []), ...(held.get(id) ?? [])].map((edge) => edge.from),
    ),
  );
}

/** Bodies and exits mean nothing while forward edges run in a circle, so only the new loop itself can be wrong. */
function legalityOnCircles({ graph, views, from }: Origin): Legality {
  return { forward: () => null, loop: (edge) => loneLoopProblems(edge, graph, views, from)[0]?.message ?? null };
}

function loneLoopProblems(edge: IndexedEdge, graph: GraphAnalysis, views: Origin['views'], from: string): Problem[] {
  const ports = [...graph.loops.filter((loop) => loop.edge.from === from).map((loop) => loop.edge), edge];
  return [
    ...loopTargetProblems(edge, views),
    ...repeatedLoopPorts(ports).filter((problem) => problem.edgeId === edge.id),
  ];
}

/** For the rare edge that lets a loop grow or wait in a circle: what it changes is not worth a second set of rules. */
function createFallback({ document, graph, views }: Origin): Rule {
  const key = ({ code, message }: Problem): string => `${code} ${message}`;
  let before: ReadonlySet<string> | null = null;
  return ({ edge }) => {
    const known = (before ??= new Set(structureProblems(graph, views).map(key)));
    const edges = [...document.spec.edges, edge];
    const drawn = analyzeGraph({ ...document, spec: { ...document.spec, edges } });
    return structureProblems(drawn, views).find((problem) => !known.has(key(problem)))?.message ?? null;
  };
}

/** A forward edge can let a loop grow, leave a loop, or lead into a merge that takes nothing from outside. */
function forwardRule({ graph, views, from }: Origin, leads: Leads, waiting: Leads, analyzeAnew: Rule): Rule {
  const behind = graph.loops.filter(({ edge }) => leads(edge.to, from));
  return (edge) => {
    const { to } = edge;
    const others = behind.filter(({ body }) => !body.has(from) || !body.has(to));
    const grows = others.some((loop) => leads(to, loop.edge.from));
    const left = others.filter(({ body }) => body.has(from)).map((loop) => loop.edge.from);
    if (grows || [from, ...left].some((node) => waiting(to, node))) return analyzeAnew(edge);
    const incoming = [...(graph.incoming.get(to) ?? []), edge];
    const entered = (graph.loopsAround.get(to) ?? []).filter(({ body }) => !body.has(from));
    return entered.flatMap((loop) => joinProblems(loop, views.get(to), incoming))[0]?.message ?? null;
  };
}

/** A loop edge changes no other loop. It can overlap one, wait in a circle, or hold a merge that takes from outside. */
function loopRule({ graph, views, from }: Origin, leads: Leads, waiting: Leads, analyzeAnew: Rule): Rule {
  const rivals = graph.loops.map((loop) => ({ loop, shared: lastShared(loop, from, leads) }));
  const overlaps = ({ loop, shared }: (typeof rivals)[number], to: string): boolean => {
    const inside = loop.body.has(from) && loop.body.has(to);
    const around = leads(to, loop.edge.to) && leads(loop.edge.from, from);
    return !inside && !around && shared.some((id) => leads(to, id));
  };
  const before = graph.order.filter((id) => leads(id, from));
  const joins = before.filter((id) => (views.get(id)?.join?.mode ?? 'all') !== 'all');
  /** What leaves a body here comes back to its source, but only by waiting for another loop. */
  const returns = before.filter((id) =>
    (graph.outgoing.get(id) ?? []).some(({ to }) => waiting(to, from) && !leads(to, from)),
  );
  return (edge) => {
    const { to } = edge;
    const own = loneLoopProblems(edge, graph, views, from)[0];
    if (own) return own.message;
    const rival = rivals.find((other) => overlaps(other, to));
    if (rival) return overlapProblem(rival.loop.edge, edge).message;
    if (returns.some((id) => leads(to, id))) return analyzeAnew(edge);
    const broken = joins.find(
      (id) => leads(to, id) && (graph.incoming.get(id) ?? []).some((incoming) => !leads(to, incoming.from)),
    );
    if (broken === undefined) return null;
    const incoming = graph.incoming.get(broken) ?? [];
    return joinProblems(loopScope(graph, edge), views.get(broken), incoming)[0]?.message ?? null;
  };
}

/** The nodes of a loop that lead to `from`, reduced to the last ones: what leads to any of them leads to these. */
function lastShared({ edge, body }: LoopScope, from: string, leads: Leads): string[] {
  if (body.has(from)) return [from];
  if (body.has(edge.from) && leads(edge.from, from)) return [edge.from];
  return [...body].filter((id) => leads(id, from));
}
