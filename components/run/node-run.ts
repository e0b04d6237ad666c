import type { GraphAnalysis } from '#core/graph/analysis.ts';
import { assertNever } from '#core/assert-never.ts';
import { formatDuration } from '#core/duration.ts';
import { isJsonObject, type JsonObject } from '#core/json.ts';
import { isFinalNodeStatus } from '#core/run/state.ts';
import type { Execution, NodeStatus, RunState, Scope } from '#core/run/state.ts';
import { needsPerson } from './timeline-rows.ts';
import type { EdgeRun, NodeRun } from '#components/canvas/run-source.ts';

const LINE_LENGTH = 120;

/** What a node's badge shows; null while it is pending. Nodes inside a map stand for all their items. */
export function nodeRunOf(
  analysis: GraphAnalysis,
  state: RunState,
  nodeId: string,
  textOf: (key: string) => string,
): NodeRun | null {
  const node = analysis.nodes.get(nodeId);
  if (node?.parent === undefined) {
    const key = state.scopes['']?.current[nodeId];
    const execution = key === undefined ? undefined : state.executions[key];
    return execution ? ofExecution(state, execution, textOf) : null;
  }
  const executions = itemScopes(state, node.parent)
    .map((scope) => state.executions[scope.current[nodeId] ?? ''])
    .filter((execution) => execution !== undefined);
  return ofItems(state, executions, textOf);
}

/** Scopes of the items of a map's executions, wherever the map itself stands. */
function itemScopes(state: RunState, mapId: string): Scope[] {
  return Object.values(state.scopes).filter(
    (scope) => scope.item !== undefined && state.executions[scope.item.map]?.nodeId === mapId,
  );
}

function ofExecution(state: RunState, execution: Execution, textOf: (key: string) => string): NodeRun {
  const base: NodeRun = {
    status: execution.status,
    ...(execution.attempt > 1 && { attempt: execution.attempt }),
    ...(execution.iteration > 1 && { iteration: execution.iteration }),
    ...durationOf(execution),
  };
  switch (execution.status) {
    case 'queued':
    case 'skipped':
    case 'cancelled':
      return base;
    case 'running':
      return {
        ...base,
        since: execution.spans.at(-1)?.from ?? execution.startedAt,
        ...lineOf(textOf(execution.key)),
        ...itemCount(state, execution.key),
      };
    case 'waiting':
      return {
        ...base,
        text: waitingText(execution),
        person: needsPerson(execution),
      };
    case 'succeeded':
      if (execution.carried) return carriedRun(base);
      return { ...base, ...itemCount(state, execution.key) };
    case 'failed':
      return { ...base, ...lineOf(execution.error.message) };
    default:
      return assertNever(execution, 'execution');
  }
}

/** Its time was spent in the run that this one goes on from. */
function carriedRun({ durationMs: _durationMs, ...base }: NodeRun): NodeRun {
  return { ...base, text: 'Carried over' };
}

const ORDER: NodeStatus[] = ['waiting', 'running', 'queued', 'failed', 'succeeded', 'cancelled', 'skipped'];

function ofItems(state: RunState, executions: Execution[], textOf: (key: string) => string): NodeRun | null {
  const lead = ORDER.map((status) => executions.find((execution) => execution.status === status)).find(Boolean);
  if (!lead) return null;
  const done = executions.filter((execution) => execution.endedAt !== undefined).length;
  return { ...ofExecution(state, lead, textOf), text: `${done} of ${executions.length}` };
}

function durationOf(execution: Execution): Pick<NodeRun, 'durationMs'> {
  if (execution.startedAt === undefined || execution.endedAt === undefined) return {};
  return { durationMs: Date.parse(execution.endedAt) - Date.parse(execution.startedAt) };
}

function itemCount(state: RunState, key: string): Pick<NodeRun, 'text'> {
  const map = state.maps[key];
  return map ? { text: `${Object.keys(map.completed).length} of ${map.count}` } : {};
}

function lineOf(text: string): Pick<NodeRun, 'line'> {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? {} : { line: line.slice(-LINE_LENGTH) };
}

/** Whom or what an execution waits for, in words: `Waiting for legal`, `Waiting until 14:05`, `Retries in 5 s`. */
export function waitingText(execution: Extract<Execution, { status: 'waiting' }>): string {
  switch (execution.reason) {
    case 'approval':
      return votesText(execution) ?? `Waiting for ${approversOf(execution) ?? 'a person'}`;
    case 'outcome_unknown':
      return 'Did it happen?';
    case 'timer':
      return execution.dueAt === undefined ? 'Waiting' : `Waiting until ${clockTime(execution.dueAt)}`;
    case 'retry': {
      const since = execution.spans.at(-1)?.from;
      const waitMs = execution.dueAt && since ? Date.parse(execution.dueAt) - Date.parse(since) : 0;
      return `Retries after ${formatDuration(Math.max(0, waitMs))}`;
    }
    default:
      return assertNever(execution.reason, 'wait reason');
  }
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
function clockTime(iso: string): string {
  return clock.format(Date.parse(iso));
}

/** Of a gate, from the config it was started with; null when that is kept elsewhere. */
function approversConfig(execution: Execution): JsonObject | null {
  const config = execution.config && 'value' in execution.config ? execution.config.value : null;
  const approvers = isJsonObject(config) ? config['approvers'] : null;
  return isJsonObject(approvers) ? approvers : null;
}

/** `1 of 2 approved`, at a gate that one person does not decide. */
function votesText(execution: Execution): string | null {
  const { votes } = execution;
  const required = votes?.required ?? approversConfig(execution)?.['required'];
  if (typeof required !== 'number' || required < 2) return null;
  return `${votes?.approvedBy.length ?? 0} of ${required} approved`;
}

/** Its roles and people. */
function approversOf(execution: Execution): string | null {
  const approvers = approversConfig(execution);
  if (!approvers) return null;
  const names = [approvers['roles'], approvers['users']]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .filter((name) => typeof name === 'string');
  return names.length > 0 ? names.join(', ') : null;
}

/** Whether the run went over an edge. An edge inside a map counts as taken when it was in any item. */
export function edgeRunOf(analysis: GraphAnalysis, state: RunState, edgeId: string): EdgeRun {
  const edge = analysis.edges.get(edgeId);
  if (!edge) return 'open';
  const parent = analysis.nodes.get(edge.from)?.parent;
  const scopes = parent === undefined ? [state.scopes['']] : itemScopes(state, parent);
  let resolution: EdgeRun = 'open';
  for (const scope of scopes) {
    if (!scope) continue;
    if (edge.loop) {
      if ((scope.loops[edgeId] ?? 0) === 0) {
        if (hasEnded(state, scope, edge.from) && resolution === 'open') resolution = 'not_taken';
        continue;
      }
      if (isUnderWay(state, scope, edge.to)) return 'active';
      resolution = 'taken';
    } else if (scope.edges[edgeId] === 'taken') {
      if (isUnderWay(state, scope, edge.to)) return 'active';
      resolution = 'taken';
    } else if (scope.edges[edgeId] === 'not_taken' && resolution === 'open') {
      resolution = 'not_taken';
    }
  }
  return resolution;
}

function hasEnded(state: RunState, scope: Scope, nodeId: string): boolean {
  return isFinalNodeStatus(state.executions[scope.current[nodeId] ?? '']?.status ?? 'pending');
}

function isUnderWay(state: RunState, scope: Scope, nodeId: string): boolean {
  const status = state.executions[scope.current[nodeId] ?? '']?.status;
  return status === 'running' || status === 'queued';
}
