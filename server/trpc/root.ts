import { accountRouter } from '#server/account/account.router.ts';
import { keyRouter } from '#server/account/key.router.ts';
import { memberRouter } from '#server/account/member.router.ts';
import { approvalRouter } from '#server/approval/approval.router.ts';
import { auditRouter } from '#server/audit/audit.router.ts';
import { providerRouter } from '#server/provider/provider.router.ts';
import { runRouter } from '#server/run/run.router.ts';
import { secretRouter } from '#server/secret/secret.router.ts';
import { workflowRouter } from '#server/workflow/workflow.router.ts';
import { workspaceRouter } from '#server/workspace/workspace.router.ts';
import { router } from './init.ts';

export const appRouter = router({
  account: accountRouter,
  member: memberRouter,
  key: keyRouter,
  workflow: workflowRouter,
  run: runRouter,
  approval: approvalRouter,
  audit: auditRouter,
  secret: secretRouter,
  provider: providerRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
