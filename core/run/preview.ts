import { ExpressionError } from '../expr/expression-error.ts';
import { renderConfig } from '../expr/render-config.ts';
import type { JsonObject, ResolveStored } from '../json.ts';
import { collectOutput } from './collect.ts';
import { exprScope } from './context.ts';
import type { RunEventBody } from './events.ts';
import { checkedSuccess } from './failure.ts';
import { nodeOf } from './graph.ts';
import type { RunGraph } from './graph.ts';
import { applyEvent, copyState } from './reduce.ts';
import { schedule } from './schedule.ts';
import type { Ready } from './schedule.ts';
import type { RunState } from './state.ts';
import { isFinalRunStatus } from './state.ts';

export interface PreviewIo {
  runId: string;
  resolve: ResolveStored;
}

/** What follows at once from a decision, for the person who is about to take it. */
export interface Preview {
  port: string;
  /** Nodes that would start, with the config they would start with; null where it cannot be evaluated. */
  next: { nodeId: string; title: string; type: string; config: JsonObject | null }[];
  /** Present when the decision sends a loop round again: `round` 2 of 4 is its second execution of at most four. */
  loop?: { round: number; of: number };
  /** Nothing but an `end` would follow: the run is over. */
  endsRun: boolean;
}

/**
 * Folds a hypothetical outcome of the waiting gate `key` into a copy of the state and says what would happen.
 * `decision` is the port that would fire (`approved`, `rejected`, `expired`), `values` what the person edited.
 */
export function previewDecision(
  graph: RunGraph,
  state: RunState,
  key: string,
  decision: string,
  values: JsonObject,
  io: PreviewIo,
): Preview {
  const copy = copyState(state);
  const appended: RunEventBody[] = [];
  const append = (body: RunEventBody): void => {
    applyEvent(graph, copy, { ...body, seq: copy.seq + 1, at: copy.at, v: 1 });
    appended.push(body);
  };
  const attempt = state.executions[key]?.attempt ?? 1;
  const output = { value: { decision, by: [], comment: '', values, decidedAt: state.at } };
  append(checkedSuccess(graph, { type: 'node.succeeded', key, attempt, output, port: decision }));
  const ready = settle(graph, copy, append, io.resolve);
  const next = ready.map((node) => startOf(graph, copy, node, io));
  const loop = appended.find((body) => body.type === 'loop.iterated');
  const max = loop && graph.loops.get(loop.edge)?.max;
  const over = copy.running === 0 && copy.waiting === 0 && copy.agenda.queued.length === 0;
  return {
    port: decision,
    next,
    ...(loop && max !== undefined && { loop: { round: loop.count + 1, of: max + 1 } }),
    endsRun:
      isFinalRunStatus(copy.status) || (over && ready.every(({ nodeId }) => nodeOf(graph, nodeId).kind === 'end')),
  };
}

/** Folds consequences until nothing follows but starts. */
function settle(
  graph: RunGraph,
  state: RunState,
  append: (body: RunEventBody) => void,
  resolve: ResolveStored,
): Ready[] {
  for (;;) {
    const decision = schedule(graph, state);
    if (decision.do === 'start') return decision.ready;
    if (decision.do === 'idle') return [];
    if (decision.do === 'append') for (const body of decision.events) append(body);
    else
      append(checkedSuccess(graph, collectOutput(graph, state, decision, { resolve, store: (value) => ({ value }) })));
  }
}

function startOf(graph: RunGraph, state: RunState, ready: Ready, io: PreviewIo): Preview['next'][number] {
  const { id, title, type, config, sites } = nodeOf(graph, ready.nodeId);
  try {
    const rendered = renderConfig(config, sites, exprScope(graph, state, ready, io, io.resolve));
    return { nodeId: id, title, type, config: rendered };
  } catch (error) {
    if (!ExpressionError.is(error)) throw error;
    return { nodeId: id, title, type, config: null };
  }
}
