import { z } from 'zod';
import { jsonSchema, storedSchema } from '../json.ts';

/**
 * The journal. A run is the fold of these events and of nothing else: runner, projections and browser share them.
 * State transitions happen exactly once; `seq` is gap-free per run; `at` is the database clock.
 */

/** A failure of a node or a run as people and rules see it. `code` is stable, `message` a sentence. */
export const runErrorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean().default(false),
  /** The other side said when to come back (`Retry-After`), in milliseconds, capped at one hour. */
  retryAfterMs: z.int().nonnegative().optional(),
  details: jsonSchema.optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;

/** `costUsd` null means a price is unknown: shown as "–", never as 0. */
export const usageSchema = z.strictObject({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costUsd: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

export const triggerSchema = z.strictObject({
  kind: z.enum(['manual', 'test', 'api']),
  /** The person or key that started it. */
  by: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
});

export const runLimitsSchema = z.strictObject({
  maxNodeRuns: z.int().positive(),
  timeoutMs: z.int().positive().nullable(),
  tokens: z.int().positive().nullable(),
  costUsd: z.number().positive().nullable(),
});

const personSchema = z.strictObject({ id: z.string(), name: z.string(), email: z.string().optional() });
const key = z.string();
const attempt = z.int().positive();

/** Why a node waits. `outcome_unknown`: an `ask` node gave no definite answer, a person says what happened. */
export const waitReasonSchema = z.enum(['approval', 'timer', 'outcome_unknown']);
export type WaitReason = z.infer<typeof waitReasonSchema>;

export const skipReasonSchema = z.enum(['not_taken', 'unreachable', 'disabled', 'cancel_others']);
export const cancelReasonSchema = z.enum(['loop', 'cancel_others', 'item_failed', 'run_failed', 'run_cancelled']);

/** An execution at the top that a redrive takes over from the run before. Its agent steps and attempts stay there. */
const carriedBase = z.strictObject({
  key,
  attempt: z.int().nonnegative(),
  took: z.array(z.string()),
  config: storedSchema.optional(),
  startedAt: z.string().optional(),
  endedAt: z.string(),
  usage: usageSchema.optional(),
});
export const carriedExecutionSchema = z.discriminatedUnion('status', [
  carriedBase.extend({ status: z.literal('succeeded'), output: storedSchema, port: z.string().nullable() }),
  carriedBase.extend({
    status: z.literal('failed'),
    error: runErrorSchema,
    handled: z.boolean(),
    port: z.string().optional(),
    fallback: jsonSchema.optional(),
  }),
  carriedBase.extend({ status: z.literal('skipped'), reason: skipReasonSchema, fallback: jsonSchema.optional() }),
  carriedBase.extend({ status: z.literal('cancelled'), reason: cancelReasonSchema }),
]);
export type CarriedExecution = z.infer<typeof carriedExecutionSchema>;

/** What a redrive begins with; {@link carryOver} says what that is. */
export const carriedSchema = z.strictObject({
  /** In the order in which they ended, earlier iterations included. */
  executions: z.array(carriedExecutionSchema),
  /** Node id -> the iteration it is in. Absent: 1. */
  iterations: z.record(z.string(), z.int().positive()),
  /** Loop edge id -> how often it was taken. */
  loops: z.record(z.string(), z.int().positive()),
  /** Target of a loop -> the loop edge by which it started last. */
  reentered: z.record(z.string(), z.string()),
});
export type Carried = z.infer<typeof carriedSchema>;

/** One completed call of an agent, journaled so that a crash never pays for it twice. */
export const agentStepSchema = z.strictObject({
  type: z.literal('agent.step'),
  key,
  attempt,
  /** From 1, per attempt chain of this key. */
  n: z.int().positive(),
  phase: z.enum(['answer', 'repair']),
  kind: z.literal('model'),
  model: z.string(),
  request: storedSchema,
  response: storedSchema,
  usage: usageSchema,
  durationMs: z.int().nonnegative(),
  finishReason: z.string(),
});

export const runEventBodySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run.created'),
    input: storedSchema,
    workflow: z.string(),
    /** Null for a test run of a draft. */
    version: z.int().positive().nullable(),
    graphHash: z.string(),
    trigger: triggerSchema,
    simulated: z.boolean(),
    limits: runLimitsSchema,
    /** The run that this one goes on from, and what it takes over from there. */
    redriveOf: z.string().optional(),
    /** The first of a chain of redrives: its id begins every idempotency key. */
    firstRunId: z.string().optional(),
    carried: carriedSchema.optional(),
  }),
  z.strictObject({ type: z.literal('run.started') }),
  z.strictObject({ type: z.literal('run.waiting') }),
  z.strictObject({ type: z.literal('run.resumed') }),
  z.strictObject({ type: z.literal('run.recovered'), by: z.string() }),
  z.strictObject({ type: z.literal('run.succeeded'), output: storedSchema }),
  z.strictObject({ type: z.literal('run.failed'), error: runErrorSchema, key: key.optional() }),
  z.strictObject({ type: z.literal('run.cancelled'), by: personSchema.nullable(), reason: z.string() }),
  z.strictObject({ type: z.literal('node.queued'), key }),
  z.strictObject({
    type: z.literal('node.started'),
    key,
    attempt,
    idempotencyKey: z.string(),
    /** Ids of the edges this execution took. */
    took: z.array(z.string()),
    /** The rendered config: a retry or a re-run uses this, never a fresh evaluation. */
    config: storedSchema,
  }),
  z.strictObject({
    type: z.literal('node.resumed'),
    key,
    attempt,
    reason: z.enum(['lost', 'retry', 'resolved']),
  }),
  /** `attempt` is the one that will follow. */
  z.strictObject({ type: z.literal('node.retrying'), key, attempt, error: runErrorSchema, dueAt: z.string() }),
  z.strictObject({
    type: z.literal('node.waiting'),
    key,
    attempt,
    reason: waitReasonSchema,
    dueAt: z.string().optional(),
    approvalId: z.string().optional(),
    /** With `outcome_unknown`: what went wrong. Absent when the process died. */
    error: runErrorSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('node.succeeded'),
    key,
    attempt,
    output: storedSchema,
    /** The port that fired; null for a node without ports (end). */
    port: z.string().nullable(),
    usage: usageSchema.optional(),
  }),
  /**
   * The end of the node's failure handling. `handled` false fails the scope.
   * `port` fires (`error`, or `out` with `onError: continue`); `fallback` becomes the output.
   */
  z.strictObject({
    type: z.literal('node.failed'),
    key,
    attempt: z.int().nonnegative(),
    error: runErrorSchema,
    handled: z.boolean(),
    port: z.string().optional(),
    fallback: jsonSchema.optional(),
    usage: usageSchema.optional(),
  }),
  z.strictObject({ type: z.literal('node.skipped'), key, reason: skipReasonSchema, fallback: jsonSchema.optional() }),
  z.strictObject({ type: z.literal('node.cancelled'), key, reason: cancelReasonSchema }),
  z.strictObject({
    type: z.literal('node.resolved'),
    key,
    by: personSchema,
    how: z.enum(['happened', 'retry', 'fail']),
    reason: z.string(),
  }),
  agentStepSchema,
  z.strictObject({
    type: z.literal('loop.iterated'),
    /** The scope path the loop runs in: `` at the top, `map[2]` inside an item. */
    scope: z.string(),
    edge: z.string(),
    /** How often the edge has now been taken. */
    count: z.int().positive(),
    /** Node ids of the body that go back to pending with the next iteration. */
    reset: z.array(z.string()),
  }),
  z.strictObject({ type: z.literal('map.expanded'), key, items: storedSchema, count: z.int().nonnegative() }),
  z.strictObject({
    type: z.literal('map.itemCompleted'),
    key,
    index: z.int().nonnegative(),
    status: z.enum(['succeeded', 'failed', 'cancelled']),
    error: runErrorSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('approval.requested'),
    key,
    approvalId: z.string(),
    message: z.string(),
    payloadHash: z.string(),
    dueAt: z.string().optional(),
  }),
  /** An approval that decides nothing yet: the gate waits on. The vote that decides is in `approval.decided`. */
  z.strictObject({
    type: z.literal('approval.voted'),
    key,
    approvalId: z.string(),
    /** The how many-th vote on this gate. */
    n: z.int().positive(),
    by: personSchema,
    comment: z.string(),
    /** It changed what is asked, so earlier votes no longer count. */
    edited: z.boolean(),
    /** Everybody whose approval counts now. */
    approvedBy: z.array(personSchema),
    required: z.int().positive(),
  }),
  z.strictObject({
    type: z.literal('approval.decided'),
    key,
    approvalId: z.string(),
    decision: z.enum(['approved', 'rejected']),
    by: z.array(personSchema),
    comment: z.string(),
    edited: z.boolean(),
  }),
  z.strictObject({ type: z.literal('approval.expired'), key, approvalId: z.string() }),
  z.strictObject({ type: z.literal('approval.withdrawn'), key, approvalId: z.string() }),
  z.strictObject({ type: z.literal('timer.fired'), key, attempt }),
  /** A signal that came before its node waits: kept for it. */
  z.strictObject({ type: z.literal('signal.kept'), key: z.string(), payload: jsonSchema }),
]);
export type RunEventBody = z.infer<typeof runEventBodySchema>;
export type RunEventType = RunEventBody['type'];

/** What every event carries besides its body. `v` is the format version, upcast on read. */
export interface RunEventHead {
  seq: number;
  /** ISO 8601, UTC, milliseconds; never before the previous event's. */
  at: string;
  v: 1;
}
export type RunEvent = RunEventBody & RunEventHead;

export type EventOf<Type extends RunEventType> = Extract<RunEventBody, { type: Type }>;
