import { z } from 'zod';
import { approvalStatusSchema, decisionBody, decideOutput } from '#server/approval/approval.schema.ts';
import { decideApproval } from '#server/approval/decide-approval.ts';
import { listApprovalsOf } from '#server/approval/list-approvals.ts';
import { approvalList } from './approval-answers.schema.ts';
import { approvalParam, DEFAULT_PAGE, limitQuery } from './input.ts';
import { defineRoute, jsonBody } from './route.ts';

const list = defineRoute({
  method: 'GET',
  path: '/approvals',
  operationId: 'listApprovals',
  tag: 'Approvals',
  summary: 'What waits for people, and what was decided',
  scopes: ['gate:view'],
  errors: ['NOT_FOUND'],
  query: z.strictObject({
    status: approvalStatusSchema.optional(),
    run: z.string().max(64).optional().describe('Only those of this run.'),
    cursor: z.string().max(64).optional(),
    limit: limitQuery,
  }),
  answer: { description: 'A page of approvals, the oldest first.', schema: approvalList },
  handle: async ({ deps, actor, query: { status, run, cursor, limit }, reply }) => {
    const { items, more } = await listApprovalsOf(deps, actor, {
      status: status ?? null,
      runId: run ?? null,
      after: cursor ?? null,
      limit: limit ?? DEFAULT_PAGE,
    });
    return reply({ items, nextCursor: more ? (items.at(-1)?.id ?? null) : null });
  },
});

const decide = defineRoute({
  method: 'POST',
  path: '/approvals/{id}/decision',
  operationId: 'decideApproval',
  tag: 'Approvals',
  summary: 'Vote on an approval',
  description:
    '`payloadHash` names what was shown, so that a decision is about exactly that; `values` edits fields that the gate ' +
    'declares editable. CONFLICT says who decided and when, or that what is shown has changed.',
  scopes: ['gate:view', 'gate:decide'],
  errors: ['CONFLICT'],
  params: approvalParam,
  body: jsonBody(decisionBody, { decision: 'approved', comment: 'Checked with the customer.', payloadHash: '3f1c…' }),
  answer: {
    description: 'The vote counts. `pending`: more people are needed.',
    schema: decideOutput,
    example: { status: 'pending', votes: 1, needed: 2 },
  },
  handle: async ({ deps, actor, params, body, reply }) =>
    reply(await decideApproval(deps, actor, { ...body, ...params })),
});

export const approvalRoutes = [list, decide];
