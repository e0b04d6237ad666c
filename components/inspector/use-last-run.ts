import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useCan } from '#components/account/use-me.ts';
import { useEditor } from '#components/canvas/editor-context.ts';
import type { LoadedRun } from '#components/run/loaded-run.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { FermataError } from '#core/errors.ts';
import { ExpressionError } from '#core/expr/expression-error.ts';
import { previewField } from '#core/run/field-preview.ts';
import type { FieldPlace, FieldPreview, FieldSource } from '#core/run/field-preview.ts';
import { compileGraph } from '#core/run/graph.ts';
import type { RunGraph } from '#core/run/graph.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { Json, Stored } from '#core/json.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';

/** The newest run of the workflow on the canvas, with what its fields saw. */
export interface LastRun {
  run: LoadedRun;
  graph: RunGraph;
}

export interface LastRunAnswer {
  /** Null: there is none, or none that this version can read. */
  last: LastRun | null;
  isPending: boolean;
}

const FRESH_MS = 5_000;

/** Asked for when a node is opened, and again when the person comes back to the page. */
export function useLastRun(workflow: string): LastRunAnswer {
  const client = useTRPCClient();
  const queries = useQueryClient();
  const enabled = useCan('run:view');
  // A key of its own: the page of a run begins with what it loads itself.
  const queryKey = ['last-run', workflow];
  const query = useQuery({
    queryKey,
    enabled,
    staleTime: FRESH_MS,
    gcTime: 0,
    // A run may be large, and is shown as one thing.
    structuralSharing: false,
    queryFn: async () => {
      const { items } = await client.run.list.query({ workflow, limit: 1 });
      const known = queries.getQueryData<LoadedRun | null>(queryKey);
      const [newest] = items;
      if (!newest) return null;
      if (known?.id === newest.id && isFinalRunStatus(known.state.status)) return known;
      return client.run.get.query({ id: newest.id });
    },
  });
  const last = useMemo(() => (query.data ? open(query.data) : null), [query.data]);
  return { last, isPending: enabled && query.isPending };
}

/** Lets commands know what came out of the nodes. */
export function useTellLastRun(last: LastRun | null): void {
  const editor = useEditor();
  const client = useTRPCClient();
  useEffect(() => {
    if (!last) return;
    const { id, state } = last.run;
    const load = async (stored: Stored): Promise<Json> =>
      'value' in stored ? stored.value : client.run.value.query({ id, ref: stored.ref });
    editor.lastRun.setState({ known: { state, load } });
  }, [editor, client, last]);
}

function open(run: LoadedRun): LastRun | null {
  try {
    return { run, graph: compileGraph(run.document, nodeDefinitions) };
  } catch (error) {
    // A node type of another version; the page of the run says so.
    if (!FermataError.is(error)) throw error;
    return null;
  }
}

/** What a field would have been in that run. Large values stay on the server: there is no preview with them. */
export function previewIn({ run, graph }: LastRun, place: FieldPlace, source: FieldSource): FieldPreview {
  return previewField(graph, run.state, place, source, { runId: run.id, resolve: atHand });
}

function atHand(stored: Stored): Json {
  if ('ref' in stored) throw new ExpressionError('A value in it is too large to be shown here');
  return stored.value;
}
