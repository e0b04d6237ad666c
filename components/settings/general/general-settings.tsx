'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { SettingsSection } from '../settings-frame.tsx';
import { NameForm } from './name-form.tsx';
import { RetentionForm } from './retention-form.tsx';
import { RunBounds } from './run-bounds.tsx';

/** What holds for the whole workspace. */
export function GeneralSettings() {
  const trpc = useTRPC();
  const workspace = useQuery(trpc.workspace.get.queryOptions());
  if (workspace.isError) {
    return <ErrorState message={readFailure(workspace.error).message} onRetry={() => void workspace.refetch()} />;
  }
  if (workspace.isPending) return <Skeleton className="h-64" />;
  return (
    <>
      <SettingsSection title="Workspace">
        <NameForm workspace={workspace.data} />
      </SettingsSection>
      <SettingsSection
        title="Runs"
        lead="Runs beyond the first number are queued and start when there is a free place, the oldest first. A workflow can have bounds of its own."
      >
        <RunBounds workspace={workspace.data} />
      </SettingsSection>
      <SettingsSection
        title="Retention"
        lead="A run that has ended is deleted when its time is up, with its timeline, what went in and out, and its approvals. Workflows and the audit log stay."
      >
        <RetentionForm workspace={workspace.data} />
      </SettingsSection>
    </>
  );
}
