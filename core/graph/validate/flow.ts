import { durationMs, formatDuration } from '../../duration.ts';
import { ancestorsOf, descendantsOf } from '../analysis.ts';
import { portChoices } from '../decisions.ts';
import { nodeName } from '../node-view.ts';
import type { Problem } from '../problem.ts';
import { type ValidateContext, warning } from './context.ts';

/** What the edges together mean: nodes that never run, ends that race, waits that the run's limit cuts off. */
export function flowProblems(context: ValidateContext): Problem[] {
  return [...unreachable(context), ...twoEnds(context), ...longWaits(context)];
}

function unreachable({ graph, views }: ValidateContext): Problem[] {
  const starts = [...views.values()].filter((view) => view.definition?.control === 'start').map((view) => view.node.id);
  if (starts.length === 0) return [];
  const reached = new Set(starts.flatMap((id) => [id, ...descendantsOf(graph, id)]));
  return [...views.values()]
    .filter(({ node }) => node.parent === undefined && !reached.has(node.id))
    .map(({ node }) => {
      const message = `No edge leads from the start to ${nodeName(node)}, so it never runs`;
      return warning('UNREACHABLE', message, { nodeId: node.id });
    });
}

/** Beyond this many combinations of decisions nobody is warned: a guess would be wrong too often. */
const MAX_COMBINATIONS = 512;

type Choice = readonly [id: string, ports: readonly string[]];

/** What leads to an end, in order, and the choices on the way; null when there are too many of them. */
interface WaysTo {
  end: string;
  before: string[];
  choices: Choice[] | null;
}

/** The run's output is that of the first end; which one that is should not be a matter of speed. */
function twoEnds({ graph, views }: ValidateContext): Problem[] {
  const idsOf = (kind: string): string[] =>
    [...views.values()].filter((view) => view.definition?.control === kind).map((view) => view.node.id);
  const allChoices = portChoices(graph, views);
  const starts = idsOf('start');
  const ends = idsOf('end').map((end): WaysTo => {
    const before = [...ancestorsOf(graph, end)];
    const choices = before.flatMap((id): Choice[] => {
      const ports = allChoices.get(id);
      return ports ? [[id, ports]] : [];
    });
    return { end, before, choices: countCombinations(choices) > MAX_COMBINATIONS ? null : choices };
  });
  const place = new Map(graph.order.map((id, at) => [id, at]));
  return ends.flatMap((second, i) => {
    const first = ends.slice(0, i).find((other) => bothMayRun(graph, place, starts, other, second));
    if (first === undefined) return [];
    const message = `${first.end} and ${second.end} may both be reached; the run's output is that of the first to be reached`;
    return [warning('ENDS_RACE', message, { nodeId: second.end })];
  });
}

function countCombinations(choices: readonly Choice[]): number {
  return choices.reduce((product, [, ports]) => product * ports.length, 1);
}

/**
 * Tries every combination of what the decisions before the two may choose, all at once: bit n of a node says whether it
 * is reached in combination n.
 */
function bothMayRun(
  graph: ValidateContext['graph'],
  place: ReadonlyMap<string, number>,
  starts: readonly string[],
  a: WaysTo,
  b: WaysTo,
): boolean {
  if (!a.choices || !b.choices) return false;
  const choices = [...new Map([...a.choices, ...b.choices])];
  const combinations = countCombinations(choices);
  if (combinations > MAX_COMBINATIONS) return false;
  const chosen = combinationsByPort(choices, combinations);
  const always = (1n << BigInt(combinations)) - 1n;
  const reached = new Map(starts.map((id) => [id, always]));
  const involved = [...new Set([...a.before, ...b.before, a.end, b.end])];
  for (const id of involved.sort((x, y) => (place.get(x) ?? 0) - (place.get(y) ?? 0))) {
    for (const { from, port } of graph.incoming.get(id) ?? []) {
      const taken = (reached.get(from) ?? 0n) & (chosen.get(from) ? (chosen.get(from)?.get(port) ?? 0n) : always);
      if (taken > 0n) reached.set(id, (reached.get(id) ?? 0n) | taken);
    }
  }
  return ((reached.get(a.end) ?? 0n) & (reached.get(b.end) ?? 0n)) > 0n;
}

/** For each decision, the combinations in which it chooses each of its ports. */
function combinationsByPort(choices: readonly Choice[], combinations: number): Map<string, Map<string, bigint>> {
  const result = new Map<string, Map<string, bigint>>();
  let stride = 1;
  for (const [id, ports] of choices) {
    const masks = new Map<string, bigint>();
    for (let n = 0; n < combinations; n++) {
      const port = ports[Math.floor(n / stride) % ports.length] ?? '';
      masks.set(port, (masks.get(port) ?? 0n) | (1n << BigInt(n)));
    }
    result.set(id, masks);
    stride *= ports.length;
  }
  return result;
}

function longWaits({ document, views }: ValidateContext): Problem[] {
  const limit = durationMs(document.spec.limits?.timeout ?? '');
  if (limit === null) return [];
  return [...views.values()].flatMap(({ node, definition }) => {
    const key = definition?.control === 'gate' ? 'due' : definition?.control === 'timer' ? 'for' : null;
    const value = key === null ? undefined : node.config[key];
    const waits = typeof value === 'string' ? durationMs(value) : null;
    if (key === null || waits === null || waits <= limit) return [];
    const message = `It may wait ${formatDuration(waits)}, but the run ends after ${formatDuration(limit)}`;
    return [warning('WAIT_TOO_LONG', message, { nodeId: node.id, path: ['config', key] })];
  });
}
