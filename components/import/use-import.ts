import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { type FileProblem, readWorkflowFile } from './read-file.ts';

export interface Taken {
  document: WorkflowDocument;
  title: string;
  revision: number;
  free: string;
}

export type ImportState =
  | { status: 'busy' }
  | { status: 'refused'; problems: readonly FileProblem[] }
  | ({ status: 'taken'; problem?: string } & Taken)
  | { status: 'created'; name: string }
  | { status: 'replaced'; name: string }
  /** The server could not be reached, or would not have it. */
  | { status: 'failed'; document: WorkflowDocument; message: string };

export interface Import {
  states: readonly ImportState[];
  /** Under the name that the document has, or under another one. */
  create(index: number, document: WorkflowDocument, name?: string): Promise<void>;
  /** Puts the document in the place of the draft that has its name, unless that draft changed meanwhile. */
  replace(index: number, taken: Taken): Promise<void>;
}

/** Brings files in, each for itself: what is wrong with one leaves the others alone, and nothing is half done. */
export function useImport(files: readonly File[]): Import {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [states, setStates] = useState<readonly ImportState[]>(() => files.map(() => ({ status: 'busy' })));
  const set = useCallback((index: number, state: ImportState): void => {
    setStates((all) => all.map((each, at) => (at === index ? state : each)));
  }, []);
  const attempt = useCallback(
    async (index: number, document: WorkflowDocument, work: () => Promise<ImportState>): Promise<void> => {
      set(index, { status: 'busy' });
      const failed = (error: unknown): ImportState => ({
        status: 'failed',
        document,
        message: readFailure(error).message,
      });
      set(index, await work().catch(failed));
      void queries.invalidateQueries(trpc.workflow.list.queryFilter());
    },
    [queries, set, trpc],
  );
  const create = useCallback<Import['create']>(
    (index, document, name = document.metadata.name) =>
      attempt(index, document, async () => {
        const named = { ...document, metadata: { ...document.metadata, name } };
        const answer = await client.workflow.import.mutate({ name, document: named });
        return answer.status === 'created' ? answer : { ...answer, document: named };
      }),
    [attempt, client],
  );
  const replace = useCallback<Import['replace']>(
    (index, taken) =>
      attempt(index, taken.document, async () => {
        const { document, revision } = taken;
        const { name } = document.metadata;
        const answer = await client.workflow.saveDraft.mutate({ name, baseRevision: revision, document });
        if (answer.status === 'saved') return { status: 'replaced', name };
        const problem = `${answer.by.name} changed this draft meanwhile. Nothing was replaced.`;
        return { status: 'taken', ...taken, revision: answer.revision, problem };
      }),
    [attempt, client],
  );
  useEffect(() => {
    let left = false;
    const readAll = async (): Promise<void> => {
      for (const [index, file] of files.entries()) {
        const content = await readWorkflowFile(file);
        if (left) return;
        if (content.ok) await create(index, content.document);
        else set(index, { status: 'refused', problems: content.problems });
      }
    };
    void readAll();
    return () => {
      left = true;
    };
    // Once per set of files: a second reading would import them again.
  }, [files, create, set]);
  return { states, create, replace };
}
