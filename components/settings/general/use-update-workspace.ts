import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { notify } from '#components/ui/toast.tsx';

export type Workspace = RouterOutputs['workspace']['get'];

/** Saves some of the settings. `errors`: by field; `message`: of what concerns no field. */
export function useUpdateWorkspace() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.workspace.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.workspace.get.queryFilter());
        notify.done('Saved');
      },
    }),
  );
  const { message, fields: errors } = formFailure(update.error);
  return { save: update.mutate, busy: update.isPending, errors, message };
}

/** The number in a field, or 0, which the server refuses with the sentence for the field: JSON has no NaN. */
export function numberOf(text: string): number {
  const number = Number(text);
  return Number.isFinite(number) ? number : 0;
}
