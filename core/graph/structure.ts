import { findCyclicEdges, type GraphAnalysis, type IndexedEdge, type LoopScope, overlappingLoops } from './analysis.ts';
import { type NodeView, nodeName } from './node-view.ts';
import type { Fix, Problem } from './problem.ts';

type Views = ReadonlyMap<string, NodeView>;

/**
 * Whether the edges make a graph that a run can execute: forward edges form a DAG, and loops are sound (the rules are
 * those of run-semantics, "Loops"). `validate` reports what is found; `connect` refuses what would add to it.
 */
export function structureProblems(graph: GraphAnalysis, views: Views): Problem[] {
  const cycles = cycleProblems(graph);
  return [
    ...cycles,
    ...graph.loops.flatMap((loop) => loopProblems(loop, views)),
    ...repeatedLoopPorts(graph.loops.map((loop) => loop.edge)),
    // Bodies and exits mean nothing while forward edges run in a circle.
    ...(cycles.length > 0 ? [] : [...overlaps(graph.loops), ...exitCycles(graph), ...joinsInLoops(graph, views)]),
  ];
}

function cycleProblems(graph: GraphAnalysis): Problem[] {
  // One problem per circle: edges that share a component are found by removing one circle after another.
  const problems: Problem[] = [];
  let left = [...graph.cyclicEdges];
  while (left.length > 0) {
    const circle = oneCircle(left);
    // Documents are drawn from left to right, so the edge drawn last is usually the one that goes back.
    const back = circle.reduce((a, b) => (b.index > a.index ? b : a));
    problems.push({
      code: 'CYCLE',
      severity: 'error',
      message: `These edges run in a circle: ${names(circle)}. Make one of them a loop, or remove it`,
      edgeId: back.id,
      trail: elements(circle),
      fix: { label: 'Make it a loop', kind: 'make-loop', edgeId: back.id, max: 3 },
    });
    const ids = new Set(left.filter((edge) => edge !== back).flatMap((edge) => [edge.from, edge.to]));
    left = findCyclicEdges(
      [...ids],
      left.filter((edge) => edge !== back),
    );
  }
  return problems;
}

/** Follows edges that all lie on circles until a node comes up again. */
function oneCircle(edges: readonly IndexedEdge[]): IndexedEdge[] {
  const next = new Map(edges.map((edge) => [edge.from, edge]));
  const path: IndexedEdge[] = [];
  for (let edge = edges[0]; edge; edge = next.get(edge.to)) {
    path.push(edge);
    const back = path.findIndex((earlier) => earlier.from === path.at(-1)?.to);
    if (back >= 0) return path.slice(back);
  }
  return path;
}

function loopProblems({ edge, body }: LoopScope, views: Views): Problem[] {
  const found = loopTargetProblems(edge, views);
  if (found.length > 0 || body.size > 0) return found;
  const message = `The loop ${edge.id} goes back to a node from which ${edge.from} is not reached`;
  const fix = { label: 'Make it an ordinary wire', kind: 'make-forward', edgeId: edge.id } as const;
  return [{ code: 'LOOP_UNREACHED', severity: 'error', message, edgeId: edge.id, trail: elements([edge]), fix }];
}

/** Nodes that no loop may go back to. */
export function loopTargetProblems(edge: IndexedEdge, views: Views): Problem[] {
  const problem = (code: string, message: string): Problem[] => [
    { code, severity: 'error', message, edgeId: edge.id, trail: elements([edge]), fix: removeLoop(edge) },
  ];
  const control = views.get(edge.to)?.definition?.control;
  if (control === 'start') return problem('LOOP_TO_START', `The loop ${edge.id} cannot go back to the start`);
  if (control === 'join') {
    return problem('LOOP_TO_MERGE', `The loop ${edge.id} cannot go back to a merge; go back to a node behind it`);
  }
  return [];
}

/** Among loop edges in document order, those at a port that has one already. */
export function repeatedLoopPorts(edges: readonly IndexedEdge[]): Problem[] {
  const seen = new Map<string, IndexedEdge>();
  return edges.flatMap((edge): Problem[] => {
    const port = `${edge.from}.${edge.port}`;
    const first = seen.get(port);
    if (first === undefined) return seen.set(port, edge) && [];
    const message = `${port} has two loops, ${first.id} and ${edge.id}; a port has one at most`;
    const trail = elements([first, edge]);
    return [{ code: 'LOOP_PORT', severity: 'error', message, edgeId: edge.id, trail, fix: removeLoop(edge) }];
  });
}

function overlaps(loops: readonly LoopScope[]): Problem[] {
  return overlappingLoops(loops).map(([a, b]) => overlapProblem(a.edge, b.edge));
}

export function overlapProblem(a: IndexedEdge, b: IndexedEdge): Problem {
  const message = `The loops ${a.id} and ${b.id} overlap; one must lie inside the other, or they must be apart`;
  const trail = elements([a, b]);
  return { code: 'LOOP_OVERLAP', severity: 'error', message, edgeId: b.id, trail, fix: removeLoop(b) };
}

interface Wait {
  from: string;
  to: string;
  held: { loop: LoopScope; exit: IndexedEdge } | null;
}

/** An edge that leaves a body waits for the loop's source, so it must not lead to something that the source waits for. */
function exitCycles(graph: GraphAnalysis): Problem[] {
  const forward = [...graph.edges.values()]
    .filter((edge) => !edge.loop)
    .map(({ from, to }): Wait => ({ from, to, held: null }));
  const waits = graph.loops.flatMap((loop) =>
    loop.exits.map((exit): Wait => ({ from: loop.edge.from, to: exit.to, held: { loop, exit } })),
  );
  const held = findCyclicEdges([...graph.nodes.keys()], [...forward, ...waits]).flatMap((wait) => wait.held ?? []);
  return [...Map.groupBy(held, ({ loop }) => loop)].map(([{ edge }, list]) => {
    const exits = list.map(({ exit }) => exit);
    const message = `The loop ${edge.id} and what leaves it (${names(exits)}) would wait for each other`;
    return { code: 'LOOP_EXIT_CYCLE', severity: 'error', message, edgeId: edge.id, trail: elements([edge, ...exits]) };
  });
}

function joinsInLoops(graph: GraphAnalysis, views: Views): Problem[] {
  return graph.loops.flatMap((loop) =>
    [...loop.body].flatMap((id) => joinProblems(loop, views.get(id), graph.incoming.get(id) ?? [])),
  );
}

/** A merge in a loop that does not wait for all must not take edges from outside: they would not come again. */
export function joinProblems(
  { edge, body }: LoopScope,
  view: NodeView | undefined,
  incoming: readonly IndexedEdge[],
): Problem[] {
  if (!view?.join || view.join.mode === 'all') return [];
  const outside = incoming.filter(({ from }) => !body.has(from));
  if (outside.length === 0) return [];
  const message = `${nodeName(view.node)} does not wait for all and stands in the loop ${edge.id}, so it takes no edge from outside: ${names(outside)}`;
  const trail = elements([edge, ...outside]);
  const fix = removeLoop(edge);
  return [{ code: 'LOOP_JOIN', severity: 'error', message, nodeId: view.node.id, edgeId: outside[0]?.id, trail, fix }];
}

function removeLoop({ id }: IndexedEdge): Fix {
  return { label: 'Remove the loop', kind: 'remove-edge', edgeId: id };
}

/** The edges with their ends, as a trail. */
function elements(edges: readonly IndexedEdge[]): string[] {
  return [...new Set(edges.flatMap(({ from, id, to }) => [from, id, to]))];
}

function names(edges: readonly IndexedEdge[]): string {
  return edges.map((edge) => edge.id).join(', ');
}
