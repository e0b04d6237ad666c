import { z } from 'zod';
import type { Json, JsonObject } from '#core/json.ts';

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
export const approvalStatusSchema = z.enum(APPROVAL_STATUSES);
export const decisionSchema = z.enum(['approved', 'rejected']);
export type Decision = z.infer<typeof decisionSchema>;

export const listApprovalsInput = z.strictObject({ view: z.enum(['mine', 'all', 'decided']) });
export type ApprovalView = z.infer<typeof listApprovalsInput>['view'];

const deciderSchema = z.object({ name: z.string(), at: z.string() });

export const approvalListItem = z.object({
  id: z.string(),
  runId: z.string(),
  key: z.string(),
  workflow: z.object({ name: z.string(), title: z.string() }),
  title: z.string(),
  message: z.string(),
  status: approvalStatusSchema,
  dueAt: z.string().nullable(),
  createdAt: z.string(),
  required: z.int(),
  /** People who approved what is shown now. */
  votes: z.int(),
  /** Them, in the order in which they did. */
  approvedBy: z.array(deciderSchema),
  roles: z.array(z.string()),
  users: z.array(z.string()),
  /** Who can still decide: they are asked, and have no vote that counts. */
  eligible: z.object({ count: z.int(), names: z.array(z.string()) }),
  /** Whether the caller may decide it now: it is pending, they are eligible, and have not voted. */
  canDecide: z.boolean(),
  decidedAt: z.string().nullable(),
  decidedBy: z.array(deciderSchema),
  simulated: z.boolean(),
});
export type ApprovalListItem = z.infer<typeof approvalListItem>;

export const countOutput = z.object({ mine: z.int() });
export const approvalIdInput = z.strictObject({ id: z.string().max(64) });

/** Only fields that the gate declares editable. */
const editsSchema = z.record(z.string().max(200), z.unknown());
export const previewInput = approvalIdInput.extend({ values: editsSchema });

const jsonObject = z.custom<JsonObject>();

const nextNode = z.object({
  nodeId: z.string(),
  title: z.string(),
  type: z.string(),
  summary: z.string(),
  /** Null where it cannot be told before it happens. */
  config: jsonObject.nullable(),
});

export const consequencesSchema = z.array(
  z.object({
    port: z.string(),
    next: z.array(nextNode),
    loop: z.object({ round: z.int(), of: z.int() }).optional(),
    endsRun: z.boolean(),
  }),
);

export const approvalOutput = approvalListItem.extend({
  nodeId: z.string(),
  /** Field -> what the workflow proposed. */
  editable: jsonObject,
  /** Field -> what is shown now, after edits of earlier voters; null while nobody edited. */
  values: jsonObject.nullable(),
  comment: z.string(),
  /** What a decision must name, so that it is about what was shown. */
  payloadHash: z.string(),
  history: z.array(
    z.object({
      name: z.string(),
      email: z.string(),
      decision: decisionSchema,
      comment: z.string(),
      values: jsonObject,
      at: z.string(),
      /** A later edit made it void. */
      discarded: z.boolean(),
    }),
  ),
  consequences: consequencesSchema,
  /** What the nodes before the gate found, the nearest first. */
  context: z.array(z.object({ title: z.string(), nodeId: z.string(), output: z.custom<Json>() })),
});
export type ApprovalOutput = z.infer<typeof approvalOutput>;

export const decisionBody = z.strictObject({
  decision: decisionSchema,
  comment: z.string().max(10_000).optional(),
  values: editsSchema.optional(),
  payloadHash: z.string().min(1).max(128),
});
export const decideInput = decisionBody.extend({ id: z.string().max(64) });
export type DecideInput = z.infer<typeof decideInput>;
export const decideOutput = z.object({
  status: z.enum(['decided', 'pending']),
  votes: z.int(),
  needed: z.int(),
});
export type DecideOutput = z.infer<typeof decideOutput>;
