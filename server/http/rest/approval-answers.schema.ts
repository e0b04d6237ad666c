import { z } from 'zod';
import { jsonObjectSchema } from '#core/json.ts';
import { approvalListItem } from '#server/approval/approval.schema.ts';
import { component } from './openapi/component.ts';
import { timestamp } from './workflow-answers.schema.ts';

export const approvalList = z.strictObject({
  items: z.array(
    component(
      'Approval',
      approvalListItem.extend({
        id: z.uuid(),
        runId: z.uuid(),
        key: z.string().describe('Of the execution that waits.'),
        dueAt: timestamp.nullable(),
        createdAt: timestamp,
        decidedAt: timestamp.nullable(),
        editable: jsonObjectSchema.describe('Field → what the workflow proposed.'),
        values: jsonObjectSchema
          .nullable()
          .describe('Field → what is shown now, after edits; null while nobody edited.'),
        payloadHash: z.string().describe('Send it with the decision.'),
      }),
    ),
  ),
  nextCursor: z.string().nullable(),
});
