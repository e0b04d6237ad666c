import type { TRPCClient } from '@trpc/client';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import type { AutosaveOptions, ServerDraft } from './autosave.ts';
import type { LoadedWorkflow } from './loaded-workflow.ts';

/** How the editor of one workflow speaks with the server about its draft. */
export function draftCalls(client: TRPCClient<AppRouter>, name: string): Pick<AutosaveOptions, 'send' | 'load'> {
  return {
    send: async (baseRevision: number, document: WorkflowDocument) => {
      const answer = await client.workflow.saveDraft.mutate({ name, baseRevision, document });
      return answer.status === 'conflict' ? { ...answer, by: answer.by.name } : answer;
    },
    load: async () => draftOf(await client.workflow.get.query({ name })),
  };
}

export function draftOf({ revision, document, updatedBy, updatedAt }: LoadedWorkflow): ServerDraft {
  return { revision, document, by: updatedBy.name, at: updatedAt };
}
