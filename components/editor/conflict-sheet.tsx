'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { SheetContent } from '#components/ui/dialog.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { notify } from '#components/ui/toast.tsx';
import { conflictKey } from '#core/graph/merge/conflict.ts';
import type { Conflict } from '#core/graph/merge/conflict.ts';
import type { Autosave, ServerDraft } from './autosave.ts';
import { ConflictChoice } from './conflict-choice.tsx';
import type { Side } from './conflict-choice.tsx';

export interface ConflictSheetProps {
  workflow: string;
  autosave: Autosave;
  theirs: ServerDraft;
  conflicts: readonly Conflict[];
}

/** Both sides of everything that two people changed differently. Mine is chosen until theirs is. */
export function ConflictSheet({ workflow, autosave, theirs, conflicts }: ConflictSheetProps) {
  const editor = useEditor();
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const sideOf = (conflict: Conflict): Side => choices.get(conflictKey(conflict)) ?? 'mine';
  const chooseAll = (side: Side): void => setChoices(new Map(conflicts.map((each) => [conflictKey(each), side])));
  const settle = (toTheirs: readonly Conflict[]): void => {
    const decided = autosave.decide(toTheirs);
    editor.graph.apply('choice between two changes', () => decided);
  };
  const copy = useSaveCopy(workflow, () => settle(conflicts));
  return (
    <SheetContent
      title="Two changes to the same thing"
      description="Everything else that both of you did is already together here."
      backdrop={false}
      className="top-12 z-30 w-[min(26rem,100vw)] p-0 max-md:top-auto max-md:bottom-0 max-md:max-h-[75dvh] max-md:w-full max-md:border-t"
      headingClassName="px-5 pt-5"
    >
      <div className="flex flex-1 flex-col gap-5 overflow-y-auto px-5">
        <div className="flex items-center justify-between gap-3">
          <p className="text-sm text-muted">
            {theirs.by} saved <RelativeTime iso={theirs.at} />
          </p>
          {conflicts.length > 1 ? (
            <span className="flex gap-1">
              <Button size="sm" variant="ghost" onClick={() => chooseAll('mine')}>
                All mine
              </Button>
              <Button size="sm" variant="ghost" onClick={() => chooseAll('theirs')}>
                All theirs
              </Button>
            </span>
          ) : null}
        </div>
        {conflicts.map((conflict) => (
          <ConflictChoice
            key={conflictKey(conflict)}
            conflict={conflict}
            theirs={theirs}
            side={sideOf(conflict)}
            onChoose={(side) => setChoices(new Map(choices).set(conflictKey(conflict), side))}
          />
        ))}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line bg-raised px-5 py-3">
        <Button variant="ghost" busy={copy.busy} onClick={() => void copy.save()}>
          Save mine as a copy
        </Button>
        <Button
          variant="primary"
          disabled={copy.busy}
          onClick={() => settle(conflicts.filter((conflict) => sideOf(conflict) === 'theirs'))}
        >
          Save these choices
        </Button>
      </div>
    </SheetContent>
  );
}

/** Mine goes on as a workflow of its own; here, theirs stands. */
function useSaveCopy(workflow: string, onSaved: () => void) {
  const editor = useEditor();
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { document } = editor.graph.getState();
      const copy = await client.workflow.saveCopy.mutate({ name: workflow, document });
      // Only now may mine go: it is on the server.
      onSaved();
      router.push(`/workflows/${copy.name}`);
    } catch (error) {
      notify.error(readFailure(error).message);
      setBusy(false);
    }
  };
  return { busy, save };
}
