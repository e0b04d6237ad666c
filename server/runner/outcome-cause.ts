import type { Json, JsonObject, Stored } from '#core/json.ts';
import type { AgentStep, Outcome } from '#core/node/executor.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { RunEventBody, Usage } from '#core/run/events.ts';
import { failureEvent } from '#core/run/failure.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { parseKey } from '#core/run/keys.ts';
import type { RunState } from '#core/run/state.ts';
import { UnstorableError } from '#core/run/unstorable-error.ts';
import { assertNever } from '#core/assert-never.ts';
import { payloadHash } from '#server/approval/payload.ts';
import type { Cause } from './cause.ts';
import type { Clock, Random } from './ports.ts';
import { storableError } from './readable-error.ts';
import { type Values, clean } from './values.ts';

/** What turning an outcome into events needs. */
export interface CauseContext {
  graph: RunGraph;
  state: RunState;
  values: Values;
  clock: Clock;
  random: Random;
}

/** What a gate shows stands in its row and in the journal, and a person has to read it. */
const MAX_SHOWN_BYTES = 1_048_576;

const iso = (ms: number): string => new Date(ms).toISOString();

/** The events of an executor's outcome, in the form the journal keeps. A value that cannot be kept fails the node. */
export function outcomeCause(context: CauseContext, key: string, attempt: number, outcome: Outcome): Cause {
  try {
    return castOutcome(context, key, attempt, outcome);
  } catch (cause) {
    const failure = storageFailure(cause);
    if (!failure) throw cause;
    return failureCause(context, key, attempt, failure);
  }
}

function castOutcome(context: CauseContext, key: string, attempt: number, outcome: Outcome): Cause {
  const { values } = context;
  switch (outcome.kind) {
    case 'succeeded':
      return { bodies: [successEvent(values, key, attempt, outcome)] };
    case 'expanded': {
      const items: Stored = values.store(outcome.items);
      return { bodies: [{ type: 'map.expanded', key, items, count: outcome.items.length }] };
    }
    case 'waiting':
      return outcome.reason === 'approval'
        ? approvalCause(context, key, attempt, outcome)
        : { bodies: [{ type: 'node.waiting', key, attempt, reason: 'timer', dueAt: dueAtOf(context, outcome) }] };
    default:
      return assertNever(outcome, 'outcome');
  }
}

/** `node.succeeded` with its output as the journal keeps it. */
export function successEvent(
  values: Values,
  key: string,
  attempt: number,
  { output, port, usage }: { output: Json; port: string | null; usage?: Usage },
): RunEventBody {
  return { type: 'node.succeeded', key, attempt, output: values.store(output), port, ...(usage && { usage }) };
}

function dueAtOf({ clock }: CauseContext, outcome: { dueMs?: number; dueAt?: string }): string {
  return outcome.dueAt ?? iso(clock.now() + (outcome.dueMs ?? 0));
}

function approvalCause(
  { graph, clock, random }: CauseContext,
  key: string,
  attempt: number,
  outcome: Extract<Outcome, { reason: 'approval' }>,
): Cause {
  const { nodeId } = parseKey(key);
  const { title, message, approvers } = outcome.approval;
  const shown = clean({ title, message, editable: outcome.approval.editable }, MAX_SHOWN_BYTES).value as {
    title: string;
    message: string;
    editable: JsonObject;
  };
  const hash = payloadHash({ ...shown, approvers });
  const id = random.id();
  const dueAt = outcome.dueMs === undefined ? null : iso(clock.now() + outcome.dueMs);
  const due = dueAt === null ? {} : { dueAt };
  return {
    bodies: [
      { type: 'approval.requested', key, approvalId: id, message: shown.message, payloadHash: hash, ...due },
      { type: 'node.waiting', key, attempt, reason: 'approval', approvalId: id, ...due },
    ],
    approvals: [
      {
        id,
        key,
        nodeId: nodeOf(graph, nodeId).id,
        ...shown,
        roles: approvers.roles,
        users: approvers.users,
        required: approvers.required,
        payloadHash: hash,
        dueAt,
      },
    ],
  };
}

/** The events of an attempt that failed: another attempt, a question to a person, or the end of the node. */
export function failureCause(context: CauseContext, key: string, attempt: number, failure: NodeFailure): Cause {
  const { graph, state, clock, random } = context;
  const { onCrash } = nodeOf(graph, parseKey(key).nodeId);
  const error = storableError(failure.error);
  if (failure.outcomeUnknown && onCrash === 'ask') {
    return { bodies: [{ type: 'node.waiting', key, attempt, reason: 'outcome_unknown', error }] };
  }
  const io = { at: iso(clock.now()), random: random.number(), ...(failure.usage && { usage: failure.usage }) };
  return { bodies: [failureEvent(graph, state, key, error, io)] };
}

/** The event of a completed model call. Where its texts cannot be kept, the node fails. */
export function stepCause(context: CauseContext, key: string, attempt: number, step: AgentStep): Cause {
  try {
    const { state, values } = context;
    const n = (state.executions[key]?.steps.length ?? 0) + 1;
    const texts = { request: values.store(step.request), response: values.store(step.response) };
    return { bodies: [{ ...step, ...texts, type: 'agent.step', key, attempt, n }] };
  } catch (cause) {
    const failure = storageFailure(cause);
    if (!failure) throw cause;
    return failureCause(context, key, attempt, failure);
  }
}

/** What a person reads when a value is refused; null when the error is about something else. */
function storageFailure(cause: unknown): NodeFailure | null {
  return UnstorableError.is(cause) ? new NodeFailure({ code: `OUTPUT_${cause.why}`, message: cause.message }) : null;
}
