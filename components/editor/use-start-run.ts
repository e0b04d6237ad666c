import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPCClient } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';
import type { Pin } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import type { Autosave } from './autosave.ts';
import { problemsIn } from './problems-in.ts';

/** Which part of the draft a test run runs; all of it when nothing is said. */
export interface TestedPart {
  upTo?: string | undefined;
  only?: { node: string; given: Record<string, Pin> };
}

/** Saves what is not saved, starts the run of exactly that revision, and goes to it. */
export function useStartRun(workflow: string, autosave: Autosave) {
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ message: string; details: unknown } | null>(null);
  const run = async (input: Json, simulated: boolean | undefined, part: TestedPart): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      if (!(await autosave.flush())) throw new Error('The draft could not be saved, so it was not run.');
      const { id } = await client.run.start.mutate({
        workflow,
        input,
        source: 'draft',
        simulated,
        revision: autosave.revision,
        ...part,
      });
      router.push(`/runs/${id}`);
    } catch (error) {
      setFailure(readFailure(error));
      setBusy(false);
    }
  };
  return {
    busy,
    run,
    message: failure?.message ?? null,
    errors: failure ? fieldErrors(failure.details) : {},
    problems: failure ? problemsIn(failure.details) : [],
    refuse: (details: unknown) => setFailure({ message: 'Some fields do not fit.', details }),
  };
}
