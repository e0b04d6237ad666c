import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import { changePasswordInput, meOutput, renameInput, sessionIdInput, sessionSchema } from './account.schema.ts';
import { changePassword, describeMe, renameMe } from './account.service.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions.ts';

export const accountRouter = {
  me: procedure.output(meOutput).query(({ ctx }) => describeMe(ctx.deps, ctx.actor)),
  changePassword: procedure
    .input(changePasswordInput)
    .output(z.void())
    .mutation(async ({ ctx, input }) => {
      const cookies = await changePassword(ctx.deps, ctx.actor, input, ctx.headers);
      for (const cookie of cookies) ctx.resHeaders.append('set-cookie', cookie);
    }),
  rename: procedure
    .input(renameInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameMe(ctx.deps, ctx.actor, input)),
  sessions: procedure
    .output(z.array(sessionSchema))
    .query(({ ctx }) => listOwnSessions(ctx.deps, ctx.actor, ctx.headers)),
  endSession: procedure
    .input(sessionIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => endOwnSession(ctx.deps, ctx.actor, input)),
  endOtherSessions: procedure
    .output(z.object({ ended: z.int() }))
    .mutation(({ ctx }) => endOtherSessions(ctx.deps, ctx.actor, ctx.headers)),
} satisfies TRPCRouterRecord;
