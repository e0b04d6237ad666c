import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import {
  approvalIdInput,
  approvalListItem,
  approvalOutput,
  consequencesSchema,
  countOutput,
  decideInput,
  decideOutput,
  listApprovalsInput,
  previewInput,
} from './approval.schema.ts';
import { decideApproval } from './decide-approval.ts';
import { getApproval, previewApproval } from './get-approval.ts';
import { countApprovals, listApprovals } from './list-approvals.ts';
import { watchApprovals } from './watch-approvals.ts';

export const approvalRouter = {
  list: procedure
    .input(listApprovalsInput)
    .output(z.array(approvalListItem))
    .query(({ ctx, input }) => listApprovals(ctx.deps, ctx.actor, input)),
  count: procedure.output(countOutput).query(({ ctx }) => countApprovals(ctx.deps, ctx.actor)),
  get: procedure
    .input(approvalIdInput)
    .output(approvalOutput)
    .query(({ ctx, input }) => getApproval(ctx.deps, ctx.actor, input)),
  /** What follows with edits in place. A mutation only because edited text does not fit into an address. */
  preview: procedure
    .input(previewInput)
    .output(consequencesSchema)
    .mutation(({ ctx, input }) => previewApproval(ctx.deps, ctx.actor, input)),
  decide: procedure
    .input(decideInput)
    .output(decideOutput)
    .mutation(({ ctx, input }) => decideApproval(ctx.deps, ctx.actor, input)),
  /** Ticks when a gate may have appeared, changed or gone. */
  watch: procedure.input(z.strictObject({})).subscription(({ ctx }) => watchApprovals(ctx.deps, ctx.actor, ctx.signal)),
} satisfies TRPCRouterRecord;
