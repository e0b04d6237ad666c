import type { TRPCRouterRecord } from '@trpc/server';
import { procedure } from '#server/trpc/init.ts';
import { auditActors, auditVerdict, listAuditInput, listAuditOutput } from './audit.schema.ts';
import { listAudit, listAuditActors } from './list-audit.ts';
import { verifyAudit } from './verify-audit.ts';

export const auditRouter = {
  list: procedure
    .input(listAuditInput)
    .output(listAuditOutput)
    .query(({ ctx, input }) => listAudit(ctx.deps, ctx.actor, input)),
  actors: procedure.output(auditActors).query(({ ctx }) => listAuditActors(ctx.deps, ctx.actor)),
  /** Walks the whole log. A mutation only because it is asked for by a button and never again by itself. */
  verify: procedure.output(auditVerdict).mutation(({ ctx }) => verifyAudit(ctx.deps, ctx.actor)),
} satisfies TRPCRouterRecord;
