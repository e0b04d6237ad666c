import { z } from 'zod';
import { jsonSchema } from '#core/json.ts';
import { runErrorSchema, runEventBodySchema, usageSchema, waitReasonSchema } from '#core/run/events.ts';
import type { NodeStatus } from '#core/run/state.ts';
import { queuePlaceSchema } from '#server/run/queue-place.ts';
import { runListItem, runStatusSchema } from '#server/run/run.schema.ts';
import { component } from './openapi/component.ts';
import { timestamp } from './workflow-answers.schema.ts';

const runError = component('RunError', runErrorSchema);
const usage = component('Usage', usageSchema);
const status = component('RunStatus', runStatusSchema);

const NODE_STATUSES = [
  'pending',
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const satisfies readonly NodeStatus[];

export const startAnswer = z.strictObject({
  id: z.uuid(),
  status,
  url: z.url().describe('The page of the run.'),
  output: jsonSchema.optional().describe('Only with `wait`; null until the run succeeded.'),
  error: runError.nullable().optional().describe('Only with `wait`.'),
});

export const runList = z.strictObject({
  items: z.array(
    component(
      'RunSummary',
      runListItem.extend({
        id: z.uuid(),
        status,
        createdAt: timestamp,
        startedAt: timestamp.nullable(),
        endedAt: timestamp.nullable(),
      }),
    ),
  ),
  nextCursor: z.string().nullable(),
});

const nodeRun = component(
  'NodeRun',
  z.strictObject({
    id: z.string().describe('Of the node in the workflow.'),
    key: z.string().describe('Of this execution: `draft`, `draft#2` in a second round, `map[0].node` inside a map.'),
    status: z.enum(NODE_STATUSES),
    attempt: z.int(),
    waitingFor: z
      .enum([...waitReasonSchema.options, 'retry'])
      .optional()
      .describe('Of a node that waits: for what. `outcome_unknown`: for somebody to say what happened.'),
    startedAt: timestamp.nullable(),
    endedAt: timestamp.nullable(),
    output: jsonSchema.optional(),
    outputBytes: z.int().optional().describe('Instead of an output that is too large to come along.'),
    error: runError.optional().describe('Why it failed, or why nobody knows whether it happened.'),
    usage: usage.optional(),
  }),
);

/** A run as `describeRun` tells it. */
export const runAnswer = component(
  'Run',
  z.strictObject({
    id: z.uuid(),
    status,
    queued: queuePlaceSchema
      .nullable()
      .describe('Why a queued run has not started: what has no free place, and how many wait before it.'),
    workflow: z.string().describe('Its name.'),
    version: z.int().nullable().describe('Null for a test run of a draft.'),
    simulated: z.boolean(),
    createdAt: timestamp,
    startedAt: timestamp.nullable(),
    endedAt: timestamp.nullable(),
    input: jsonSchema,
    output: jsonSchema,
    error: runError.nullable(),
    usage,
    nodes: z.array(nodeRun),
    pendingApprovals: z
      .array(
        component(
          'PendingApproval',
          z.strictObject({
            id: z.uuid(),
            key: z.string(),
            title: z.string(),
            message: z.string(),
            dueAt: timestamp.nullable(),
            payloadHash: z.string(),
          }),
        ),
      )
      .optional()
      .describe('Left out for a key without `gate:view`.'),
  }),
);

const head = { seq: z.int().positive(), at: timestamp, v: z.literal(1) };
const [first, ...others] = runEventBodySchema.options;

/** Every event of the journal with its place and time. */
const runEvent = component(
  'RunEvent',
  z.discriminatedUnion('type', [first.extend(head), ...others.map((event) => event.extend(head))]),
);

export const eventList = z.strictObject({
  items: z.array(runEvent),
  nextCursor: z.int().nullable().describe('The `seq` to go on from; null when there are no more for now.'),
});
