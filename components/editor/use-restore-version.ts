'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { undo } from '#components/canvas/commands/undo.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { notify } from '#components/ui/toast.tsx';
import { equalJson } from '#core/equal-json.ts';

/** `?restore=3` puts that version in the place of the draft: one edit, saved like every other, and undone like it. */
export function useRestoreVersion(editor: EditorContext, name: string): void {
  const client = useTRPCClient();
  const path = usePathname();
  const number = Number(useSearchParams().get('restore') ?? 0);
  useEffect(() => {
    if (!Number.isInteger(number) || number < 1 || editor.graph.getState().readOnly) return;
    let left = false;
    const restore = async (): Promise<void> => {
      const { document } = await client.workflow.version.query({ name, number });
      if (left) return;
      // Not a second time on a reload. Without the router: that one asks the server, and loads the whole page when it
      // gets no answer, and with the page goes the undo.
      window.history.replaceState(null, '', path);
      if (equalJson(document, editor.graph.getState().document))
        return void notify.done(`The draft is what version ${number} was`);
      const label = `restore of version ${number}`;
      editor.graph.apply(label, () => document);
      const takeBack = notify.done(`The draft is version ${number} again`, {
        description: 'It is published when you say so.',
        undo: () => void undo.run(editor),
      });
      // Undo is about the last edit: with the next one it would be another.
      const stop = editor.graph.subscribe(({ history }) => {
        if (history.past.at(-1)?.label === label) return;
        stop();
        takeBack();
      });
    };
    restore().catch((error: unknown) => notify.error(readFailure(error).message));
    return () => {
      left = true;
    };
  }, [client, editor, name, number, path]);
}
