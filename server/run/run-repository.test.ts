import { afterAll, beforeAll, expect, test } from 'vitest';
import { findVersion, findWorkflow, findSnapshot } from '#server/workflow/workflow-repository.ts';
import { getApproval } from '#server/approval/get-approval.ts';
import { decideApproval } from '#server/approval/decide-approval.ts';
import { removeMember, updateMember } from '#server/account/members.ts';
import { revokeInvite } from '#server/account/invites.ts';
import { parkAtGate } from '#server/testing/parked-gate.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { findRun } from './run-repository.ts';
import { getRunValue } from './read-run.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('S-42: an id that is missing matches no row, anywhere', async () => {
  await parkAtGate(app);
  await app.member('viewer');
  await app.as(app.owner).member.invite({ email: 'somebody@example.com', role: 'viewer', approver: false });
  // What no type would let through.
  const none = undefined as unknown as string;
  const { deps, owner } = app;
  const lookups = [
    () => findRun(deps, owner, none),
    () => getRunValue(deps, owner, { id: none, ref: none }),
    () => findWorkflow(deps, owner, none),
    () => findVersion(deps, none, 1),
    () => findSnapshot(deps, owner.workspaceId, none),
    () => getApproval(deps, owner, { id: none }),
    () => decideApproval(deps, owner, { id: none, decision: 'approved', payloadHash: 'x' }),
    () => revokeInvite(deps, owner, { id: none }),
    () => updateMember(deps, owner, { userId: none, approver: true }),
    () => removeMember(deps, owner, { userId: none }),
  ];
  for (const lookup of lookups) await expect(lookup()).rejects.toThrow();
  expect(await deps.prisma.membership.count()).toBe(2);
  expect(await deps.prisma.invite.count()).toBe(1);
});
