'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { failureReport, readFailure } from '#components/trpc/error.ts';
import { notify } from '#components/ui/toast.tsx';

/** Everything that shows models is read anew after a change: this page, and the pickers of the editor. */
export function useModelsChanged(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.provider.pathFilter()),
      queryClient.invalidateQueries(trpc.workflow.models.queryFilter()),
    ]);
  };
}

function tell(error: unknown): void {
  const failure = readFailure(error);
  notify.error(failure.message, { details: failureReport(failure) });
}

/** The changes that need no form. */
export function useProviderMutations() {
  const trpc = useTRPC();
  const onSettled = useModelsChanged();
  return {
    remove: useMutation(trpc.provider.delete.mutationOptions({ onSettled, onError: tell })),
    setDefault: useMutation(trpc.provider.setDefault.mutationOptions({ onSettled, onError: tell })),
    resetPrice: useMutation(trpc.provider.resetPrice.mutationOptions({ onSettled, onError: tell })),
  };
}
