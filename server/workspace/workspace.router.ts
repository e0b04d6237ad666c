import type { TRPCRouterRecord } from '@trpc/server';
import { procedure } from '#server/trpc/init.ts';
import { getWorkspace, updateWorkspace } from './workspace-settings.ts';
import { updateWorkspaceInput, workspaceOutput } from './workspace.schema.ts';

export const workspaceRouter = {
  get: procedure.output(workspaceOutput).query(({ ctx }) => getWorkspace(ctx.deps, ctx.actor)),
  update: procedure
    .input(updateWorkspaceInput)
    .output(workspaceOutput)
    .mutation(({ ctx, input }) => updateWorkspace(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
