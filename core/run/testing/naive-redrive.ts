import type { NaiveGraph } from './naive-graph.ts';
import { edgeIs } from './naive-readiness.ts';
import type { NaiveScope, NaiveStatus } from './naive-readiness.ts';

interface Run {
  executions: Map<string, NaiveStatus>;
  scopes: NaiveScope[];
  ends: string[];
}

/** Gives the top scope of a new naive run what it has from the one before. */
export function takeOver(
  graph: NaiveGraph,
  { model: old, again }: { model: Run; again: ReadonlySet<string> },
  top: NaiveScope,
  run: Run,
): void {
  const before = old.scopes.find((scope) => scope.path === '');
  if (!before) throw new Error('no scope');
  const anew = graph.loops.filter((loop) => again.has(loop.to) && isEnteredAnew(graph, loop.to, again));
  const isRestarted = (id: string): boolean => {
    const around = graph.loops.filter((loop) => graph.body(loop).has(id));
    return around.length > 0 && around.every((loop) => anew.includes(loop));
  };
  const gone = new Set<string>();
  for (const [id, cell] of before.cells) {
    const key = (iteration: number): string => `${id}${iteration > 1 ? `#${iteration}` : ''}`;
    if (again.has(id)) gone.add(key(cell.iteration));
    if (isRestarted(id)) for (let n = 1; n <= cell.iteration; n++) gone.add(key(n));
    if (!again.has(id)) top.cells.set(id, { ...cell, items: null });
    else if (!isRestarted(id)) top.cells.set(id, { ...cell, status: null, fired: null, items: null });
  }
  for (const [key, status] of old.executions) {
    if (!/[.[]/.test(key) && !gone.has(key)) run.executions.set(key, status);
  }
  run.ends.push(...old.ends.filter((key) => !gone.has(key)));
  for (const loop of graph.loops) {
    const count = before.loops.get(loop.id);
    if (count !== undefined && !anew.includes(loop)) top.loops.set(loop.id, count);
  }
  for (const [id, list] of before.arrivals) {
    const kept = list.filter((arrival) => {
      if (graph.loops.some((loop) => loop.id === arrival)) return top.cells.get(id)?.forced;
      const edge = graph.forward.find((one) => one.id === arrival);
      return edge && edgeIs(graph, top, edge) === 'taken';
    });
    if (kept.length > 0) top.arrivals.set(id, kept);
  }
}

function isEnteredAnew(graph: NaiveGraph, target: string, again: ReadonlySet<string>): boolean {
  return graph.forward
    .filter((edge) => edge.to === target)
    .some((edge) => {
      const holding = graph.loops.filter((loop) => graph.body(loop).has(edge.from) && !graph.body(loop).has(target));
      return again.has(edge.from) || holding.some((loop) => again.has(loop.from));
    });
}
