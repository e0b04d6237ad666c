import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import {
  inviteIdInput,
  inviteMemberInput,
  inviteMemberOutput,
  inviteSchema,
  memberIdInput,
  memberSchema,
  updateMemberInput,
} from './account.schema.ts';
import { inviteMember, listInvites, revokeInvite } from './invites.ts';
import {
  deactivateMember,
  endMemberSessions,
  listMembers,
  reactivateMember,
  removeMember,
  updateMember,
} from './members.ts';

export const memberRouter = {
  list: procedure.output(z.array(memberSchema)).query(({ ctx }) => listMembers(ctx.deps, ctx.actor)),
  invites: procedure.output(z.array(inviteSchema)).query(({ ctx }) => listInvites(ctx.deps, ctx.actor)),
  invite: procedure
    .input(inviteMemberInput)
    .output(inviteMemberOutput)
    .mutation(({ ctx, input }) => inviteMember(ctx.deps, ctx.actor, input)),
  revokeInvite: procedure
    .input(inviteIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeInvite(ctx.deps, ctx.actor, input)),
  update: procedure
    .input(updateMemberInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateMember(ctx.deps, ctx.actor, input)),
  remove: procedure
    .input(memberIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeMember(ctx.deps, ctx.actor, input)),
  deactivate: procedure
    .input(memberIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deactivateMember(ctx.deps, ctx.actor, input)),
  reactivate: procedure
    .input(memberIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => reactivateMember(ctx.deps, ctx.actor, input)),
  endSessions: procedure
    .input(memberIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => endMemberSessions(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
