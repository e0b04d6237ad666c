import { z } from 'zod';
import { nodeIdSchema, pinSchema, type WorkflowDocument, workflowNameSchema } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import { type RunEvent, runErrorSchema, triggerSchema } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { type QueuePlace, queueReasonSchema } from './queue-place.ts';
import { RUN_STATUSES } from './run-status.ts';

/** Any JSON; the services make it storable, which also bounds its depth. */
export const jsonInput = z.unknown().refine((value) => value !== undefined, 'A value is required.');

export const runStatusSchema = z.enum(RUN_STATUSES);
const MAX_PAGE = 100;
const MAX_GIVEN = 100;
const workflowRef = z.object({ name: z.string(), title: z.string() });

/** Of the runs that wait for a free place, the highest starts first. */
export const prioritySchema = z.int().min(-100).max(100);

export const startRunInput = z
  .strictObject({
    workflow: workflowNameSchema,
    input: jsonInput,
    /** `draft`: a test run of the saved draft. */
    source: z.enum(['draft', 'published']),
    /** Absent: simulated when a model it uses has no real provider set up. */
    simulated: z.boolean().optional(),
    /** The draft revision that the client shows; another one is refused. */
    revision: z.int().positive().optional(),
    /** Of a draft: a node. It and what leads to it are run, and nothing after it. */
    upTo: nodeIdSchema.optional(),
    /** Of a draft: a node that is run by itself, on outputs that are given. Not with `upTo`. */
    only: z
      .strictObject({
        node: nodeIdSchema,
        /** By id, what nodes that it needs put out; by the id of a map around it, the item. */
        given: z
          .record(nodeIdSchema, pinSchema)
          .refine((given) => Object.keys(given).length <= MAX_GIVEN, `At most ${MAX_GIVEN} outputs can be given`),
      })
      .optional(),
    priority: prioritySchema.optional(),
  })
  .refine(({ upTo, only }) => upTo === undefined || only === undefined, {
    path: ['only'],
    message: 'A test runs up to a node, or one node by itself: not both',
  });
export const startRunOutput = z.object({ id: z.string() });

export const listRunsInput = z.strictObject({
  workflow: workflowNameSchema.optional(),
  status: runStatusSchema.optional(),
  /** `archived`: only what was taken out of the lists; absent: only what was not. */
  view: z.enum(['current', 'archived']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(MAX_PAGE).optional(),
});
export type ListRunsInput = z.infer<typeof listRunsInput>;

export const runListItem = z.object({
  id: z.string(),
  workflow: workflowRef,
  version: z.int().nullable(),
  status: runStatusSchema,
  simulated: z.boolean(),
  trigger: triggerSchema,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costUsd: z.number().nullable(),
  /** Title of the gate it waits at, or what else it waits for. */
  waitingFor: z.string().nullable(),
  /** Whether that takes a person: false while it waits for a time to come, and when it does not wait. */
  needsPerson: z.boolean(),
  /** What a queued run waits for; null also for one that is about to start. */
  queued: queueReasonSchema.nullable(),
});
export type RunListItem = z.infer<typeof runListItem>;
export const listRunsOutput = z.object({ items: z.array(runListItem), nextCursor: z.string().nullable() });

export const runIdInput = z.strictObject({ id: z.string().max(64) });
export const runIdsInput = z.strictObject({ ids: z.array(z.string().max(64)).min(1).max(MAX_PAGE) });

/** Key of the execution to begin at; absent: what failed or was cut off. */
export const redriveBody = z.strictObject({ from: z.string().min(1).max(500).optional() });
export const redriveInput = redriveBody.extend({ id: z.string().max(64) });

export const deadLettersInput = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(MAX_PAGE).optional(),
});
export type DeadLettersInput = z.infer<typeof deadLettersInput>;
const deadLetter = z.object({
  id: z.string(),
  workflow: workflowRef,
  version: z.int(),
  simulated: z.boolean(),
  /** `outcome_unknown`: it has not failed, a person has to say what happened. */
  kind: z.enum(['failed', 'outcome_unknown']),
  /** The execution to blame; null when it was not a node, as with a timeout. */
  key: z.string().nullable(),
  error: runErrorSchema.nullable(),
  /** The beginning of the input as JSON; null when it is large. */
  input: z.string().nullable(),
  at: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetter>;
export const deadLettersOutput = z.object({ items: z.array(deadLetter), nextCursor: z.string().nullable() });
export const deadLetterCountOutput = z.object({ count: z.int() });

export const runOutput = z.object({
  id: z.string(),
  workflow: workflowRef,
  version: z.int().nullable(),
  simulated: z.boolean(),
  document: z.custom<WorkflowDocument>(),
  /** The fold of the journal up to `state.seq`; go on from there with `run.watch`. */
  state: z.custom<RunState>(),
  archived: z.boolean(),
  /** Runs that go on from this one, the last one first. */
  redrives: z.array(z.object({ id: z.string(), status: runStatusSchema })),
  permissions: z.object({
    start: z.boolean(),
    cancel: z.boolean(),
    decide: z.boolean(),
    resolve: z.boolean(),
    archive: z.boolean(),
    delete: z.boolean(),
  }),
});
export type RunOutput = z.infer<typeof runOutput>;

export const runQueuePlaceOutput = z.custom<QueuePlace | null>();

export const watchRunInput = z.strictObject({
  id: z.string().max(64),
  /** `seq` of the last event that the client has folded. */
  lastEventId: z.union([z.string().regex(/^\d{1,9}$/), z.int().nonnegative()]).nullish(),
});
export type RunUpdate =
  | { kind: 'event'; event: RunEvent }
  /** Streaming text of a running attempt; `offset` counts the characters before it. */
  | { kind: 'delta'; key: string; attempt: number; offset: number; text: string };

export const cancelRunInput = z.strictObject({ id: z.string().max(64), reason: z.string().max(500).optional() });
export const runValueInput = z.strictObject({ id: z.string().max(64), ref: z.string().max(64) });
export const runValueOutput = z.custom<Json>();

export const resolveBody = z.strictObject({
  how: z.enum(['happened', 'retry', 'fail']),
  /** Only with `happened`: what the node puts out. */
  output: z.unknown().optional(),
  reason: z.string().trim().min(1, 'Please say why.').max(2_000),
});
export const resolveNodeInput = resolveBody.extend({ id: z.string().max(64), key: z.string().max(500) });
export type ResolveNodeInput = z.infer<typeof resolveNodeInput>;
