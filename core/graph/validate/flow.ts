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

/** The run's output is that of the first end; which one that is should not be a matter of speed. */
function twoEnds(context: ValidateContext): Problem[] {
  const { graph, views } = context;
  const ends = [...views.values()].filter((view) => view.definition?.control === 'end').map((view) => view.node.id);
  const choices = portChoices(graph, views);
  return ends.flatMap((second, i) => {
    const first = ends.slice(0, i).find((other) => bothMayRun(context, choices, other, second));
    if (first === undefined) return [];
    const message = `${first} and ${second} may both be reached; the run's output is that of the first to be reached`;
    return [warning('ENDS_RACE', message, { nodeId: second })];
  });
}

/** Tries every combination of what the decisions before the two may choose, and looks whether both are reached. */
function bothMayRun(
  { graph, views }: ValidateContext,
  choices: ReadonlyMap<string, readonly string[] | null>,
  a: string,
  b: string,
): boolean {
  const before = new Set([...ancestorsOf(graph, a), ...ancestorsOf(graph, b)]);
  const decisions = [...before].flatMap((id): [string, readonly string[]][] => {
    const ports = choices.get(id);
    return ports ? [[id, ports]] : [];
  });
  const combinations = decisions.reduce((product, [, ports]) => product * ports.length, 1);
  if (combinations > MAX_COMBINATIONS) return false;
  const starts = [...views.values()].filter((view) => view.definition?.control === 'start').map((view) => view.node.id);
  for (let n = 0; n < combinations; n++) {
    let rest = n;
    const chosen = new Map<string, string | undefined>();
    for (const [id, ports] of decisions) {
      chosen.set(id, ports[rest % ports.length]);
      rest = Math.floor(rest / ports.length);
    }
    const reached = new Set(starts);
    for (const id of graph.order) {
      const incoming = graph.incoming.get(id) ?? [];
      const taken = incoming.some(
        (edge) => reached.has(edge.from) && (chosen.get(edge.from) ?? edge.port) === edge.port,
      );
      if (taken) reached.add(id);
    }
    if (reached.has(a) && reached.has(b)) return true;
  }
  return false;
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
