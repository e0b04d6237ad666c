import type { Json, Stored } from '#core/json.ts';
import type { RunError, Usage } from '#core/run/events.ts';
import { byAppearance } from '#core/run/selectors.ts';
import type { Execution, NodeStatus, RunState, RunStatus } from '#core/run/state.ts';
import { can, requirePermission, type Actor } from '#server/account/permissions.ts';
import { type ApprovalForProgram, listApprovalsOf } from '#server/approval/list-approvals.ts';
import type { Deps } from '#server/deps.ts';
import { loadRun, resolverFor } from './load-run.ts';
import { readQueuePlace, type QueuePlace } from './queue-place.ts';

/** Outputs up to this size together come with the run; the others say how large they are. */
const MAX_OUTPUT_BYTES = 5 * 1024 * 1024;
const MAX_PENDING = 100;

type Waiting = Extract<Execution, { status: 'waiting' }>;

export interface NodeDescription {
  id: string;
  key: string;
  status: NodeStatus;
  attempt: number;
  /** Of a node that waits: what for. */
  waitingFor?: Waiting['reason'];
  startedAt: string | null;
  endedAt: string | null;
  output?: Json;
  /** Instead of an output that is too large to come along. */
  outputBytes?: number;
  error?: RunError;
  usage?: Usage;
}

export interface RunDescription {
  id: string;
  status: RunStatus;
  /** Why it has not started, while it waits for a free place. */
  queued: QueuePlace | null;
  workflow: string;
  version: number | null;
  simulated: boolean;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  input: Json;
  output: Json;
  error: RunError | null;
  usage: Usage;
  nodes: NodeDescription[];
  /** Left out for who may not see gates. */
  pendingApprovals?: PendingApproval[];
}

type PendingApproval = Pick<ApprovalForProgram, 'id' | 'key' | 'title' | 'message' | 'dueAt' | 'payloadHash'>;

/** A run as programs see it: its values in place of references. */
export async function describeRun(deps: Deps, actor: Actor, input: { id: string }): Promise<RunDescription> {
  requirePermission(actor, 'run:view');
  const { run, state } = await loadRun(deps, actor, input.id);
  const executions = Object.values(state.executions).sort(byAppearance);
  const outputs = outputsThatFit(executions);
  const resolve = await resolverFor(deps.pool, run.id, [state.created?.input, state.output, ...outputs]);
  return {
    id: run.id,
    status: state.status,
    queued: state.status === 'queued' ? await readQueuePlace(deps.pool, run.id) : null,
    workflow: run.workflow.name,
    version: run.version,
    simulated: run.simulated,
    createdAt: run.createdAt.toISOString(),
    startedAt: state.startedAt ?? null,
    endedAt: state.endedAt ?? null,
    input: state.created ? resolve(state.created.input) : null,
    output: state.output ? resolve(state.output) : null,
    error: state.error ?? errorOfCancel(state),
    usage: state.usage,
    nodes: executions.map((execution) => describeNode(execution, outputs, resolve)),
    ...(can(actor, 'gate:view') ? { pendingApprovals: await pendingOf(deps, actor, run.id) } : {}),
  };
}

async function pendingOf(deps: Deps, actor: Actor, runId: string): Promise<PendingApproval[]> {
  const filter = { status: 'pending', runId, after: null, limit: MAX_PENDING };
  const { items } = await listApprovalsOf(deps, actor, filter);
  return items.map(({ id, key, title, message, dueAt, payloadHash }) => ({
    id,
    key,
    title,
    message,
    dueAt,
    payloadHash,
  }));
}

/** Small ones first come, first served: the set of outputs whose sizes add up to the limit. */
function outputsThatFit(executions: Execution[]): Set<Stored> {
  const fitting = new Set<Stored>();
  let bytes = 0;
  for (const execution of executions) {
    if (execution.status !== 'succeeded') continue;
    if ('ref' in execution.output) bytes += execution.output.bytes;
    if (bytes <= MAX_OUTPUT_BYTES || !('ref' in execution.output)) fitting.add(execution.output);
  }
  return fitting;
}

function describeNode(execution: Execution, outputs: Set<Stored>, resolve: (stored: Stored) => Json): NodeDescription {
  const { nodeId, key, status, attempt, startedAt, endedAt, usage } = execution;
  const error = 'error' in execution ? execution.error : undefined;
  return {
    id: nodeId,
    key,
    status,
    attempt,
    startedAt: startedAt ?? null,
    endedAt: endedAt ?? null,
    ...(execution.status === 'succeeded' ? describeOutput(execution.output, outputs, resolve) : {}),
    ...(execution.status === 'waiting' ? { waitingFor: execution.reason } : {}),
    ...(error ? { error } : {}),
    ...(usage ? { usage } : {}),
  };
}

function describeOutput(
  output: Stored,
  outputs: Set<Stored>,
  resolve: (stored: Stored) => Json,
): Pick<NodeDescription, 'output' | 'outputBytes'> {
  if (outputs.has(output)) return { output: resolve(output) };
  return 'ref' in output ? { outputBytes: output.bytes } : {};
}

function errorOfCancel({ status, cancelledBy }: RunState): RunError | null {
  if (status !== 'cancelled') return null;
  return { code: 'CANCELLED', message: `Stopped by ${cancelledBy?.name ?? 'Fermata'}.`, retryable: false };
}
