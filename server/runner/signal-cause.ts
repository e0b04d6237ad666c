import { assertNever } from '#core/assert-never.ts';
import type { Wake } from '#core/node/executor.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { RunEventBody } from '#core/run/events.ts';
import { nodeOf } from '#core/run/graph.ts';
import { type Execution, isFinalNodeStatus } from '#core/run/state.ts';
import { configOf } from './attempt.ts';
import type { Cause } from './cause.ts';
import type { ClaimRef } from './journal-store.ts';
import { type CauseContext, failureCause, outcomeCause } from './outcome-cause.ts';
import type { SegmentPorts } from './ports.ts';
import type { RunSignal, RunSignalPayload } from './signal-payload.ts';

export interface SignalContext extends CauseContext {
  claim: ClaimRef;
  ports: Pick<SegmentPorts, 'executors' | 'store'>;
}

type Waiting = Extract<Execution, { status: 'waiting' }>;
type Payload<Kind extends RunSignalPayload['kind']> = Extract<RunSignalPayload, { kind: Kind }>;

/**
 * The events of a signal. One for a node that does not wait yet is kept for it; one that comes too late, for an
 * execution that was cancelled, reset or has ended, is consumed and changes nothing.
 */
export async function signalCause(context: SignalContext, signal: RunSignal): Promise<Cause> {
  const cause = await castSignal(context, signal);
  return { ...cause, consumed: [signal.key] };
}

function castSignal(context: SignalContext, signal: RunSignal): Cause | Promise<Cause> {
  const { payload } = signal;
  switch (payload.kind) {
    case 'cancel':
      return { bodies: [{ type: 'run.cancelled', by: payload.by, reason: payload.reason }] };
    case 'timer':
      return payload.key === '' ? timeoutCause(context) : timerCause(context, payload);
    case 'decision':
      return decisionCause(context, signal.key, payload);
    case 'vote':
      return voteCause(context, payload);
    case 'resolve':
      return resolveCause(context, signal.key, payload);
    default:
      return assertNever(payload, 'signal');
  }
}

const LATE: Cause = { bodies: [] };

function timeoutCause({ state }: SignalContext): Cause {
  const seconds = (state.created?.limits.timeoutMs ?? 0) / 1_000;
  const message = `The run did not end within its time limit of ${seconds} s.`;
  return { bodies: [{ type: 'run.failed', error: { code: 'RUN_TIMEOUT', message, retryable: false } }] };
}

/** A due time of a retry, a wait or a gate. Also called for waits that the process kept itself. */
export async function timerCause(
  context: SignalContext,
  { key, attempt }: { key: string; attempt: number },
): Promise<Cause> {
  const { state, clock, claim, ports } = context;
  const waiting = waitingOf(context, key);
  if (!waiting || waiting.attempt !== attempt) return LATE;
  const fired: RunEventBody = { type: 'timer.fired', key, attempt };
  const wake: Wake = { kind: 'timer', at: new Date(clock.now()).toISOString() };
  switch (waiting.reason) {
    case 'retry':
      return { bodies: [fired, { type: 'node.resumed', key, attempt, reason: 'retry' }] };
    case 'timer':
      return resumeCause(context, waiting, wake, [fired]);
    case 'approval': {
      const approvalId = state.executions[key]?.approvalId ?? '';
      const status = await ports.store.expireApproval(claim, approvalId);
      // Somebody decided first: their signal is on its way and says how.
      if (status !== 'expired') return LATE;
      return resumeCause(context, waiting, wake, [fired, { type: 'approval.expired', key, approvalId }]);
    }
    case 'outcome_unknown':
      return LATE;
    default:
      return assertNever(waiting.reason, 'wait reason');
  }
}

async function decisionCause(context: SignalContext, signalKey: string, payload: Payload<'decision'>): Promise<Cause> {
  const { key, approvalId } = payload;
  const execution = context.state.executions[key];
  const waiting = waitingOf(context, key);
  if (waiting?.approvalId === approvalId) {
    const { decision, by, comment, values, edited, decidedAt } = payload;
    const wake: Wake = { kind: 'decision', decision, by, comment, values, decidedAt };
    const people = by.map(({ id, name, email }) => ({ id, name, email }));
    const decided = { type: 'approval.decided', key, approvalId, decision, by: people, comment, edited } as const;
    return resumeCause(context, waiting, wake, [decided]);
  }
  if (waiting || (execution && isFinalNodeStatus(execution.status))) return LATE;
  return { bodies: [{ type: 'signal.kept', key: signalKey, payload }] };
}

/** Who waited for the same lock may be read the other way round: a vote that a later one has counted says nothing new. */
function voteCause(context: SignalContext, { kind: _kind, ...vote }: Payload<'vote'>): Cause {
  const waiting = waitingOf(context, vote.key);
  if (waiting?.approvalId !== vote.approvalId || vote.n <= (waiting.votes?.n ?? 0)) return LATE;
  return { bodies: [{ type: 'approval.voted', ...vote }] };
}

async function resolveCause(context: SignalContext, signalKey: string, payload: Payload<'resolve'>): Promise<Cause> {
  const { key, how, by, reason } = payload;
  const waiting = waitingOf(context, key);
  const asked = waiting?.reason === 'outcome_unknown' && signalKey === `resolve:${key}:${waiting.attempt}`;
  if (!waiting || !asked) return LATE;
  const { attempt } = waiting;
  const resolved: RunEventBody = { type: 'node.resolved', key, by, how, reason };
  switch (how) {
    case 'happened': {
      const outcome = { kind: 'succeeded', output: payload.output ?? null, port: null } as const;
      return prepended([resolved], outcomeCause(context, key, attempt, outcome));
    }
    case 'retry':
      return { bodies: [resolved, { type: 'node.resumed', key, attempt: attempt + 1, reason: 'resolved' }] };
    case 'fail': {
      const message = `${by.name} said that it failed${reason ? `: ${reason}` : '.'}`;
      return prepended(
        [resolved],
        failureCause(context, key, attempt, new NodeFailure({ code: 'RESOLVED_FAILED', message })),
      );
    }
    default:
      return assertNever(how, 'resolution');
  }
}

/** Lets the node's executor turn what woke it into its outcome. */
async function resumeCause(
  context: SignalContext,
  waiting: Waiting,
  wake: Wake,
  before: RunEventBody[],
): Promise<Cause> {
  const { graph, values, ports } = context;
  const { key, attempt, nodeId, config } = waiting;
  const resume = ports.executors[nodeOf(graph, nodeId).type]?.resume;
  if (!resume || !config) throw new Error(`"${key}" waits and nothing can resume it`);
  if ('ref' in config) await values.load([config.ref]);
  try {
    const outcome = resume(configOf(values, { config }), wake);
    return prepended(before, outcomeCause(context, key, attempt, outcome));
  } catch (cause) {
    if (!NodeFailure.is(cause)) throw cause;
    return prepended(before, failureCause(context, key, attempt, cause));
  }
}

function prepended(bodies: RunEventBody[], cause: Cause): Cause {
  return { ...cause, bodies: [...bodies, ...cause.bodies] };
}

function waitingOf({ state }: CauseContext, key: string): Waiting | null {
  const execution = state.executions[key];
  return execution?.status === 'waiting' ? execution : null;
}
