'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { notify } from '#components/ui/toast.tsx';

/** `?restore=3` puts that version in the place of the draft: one edit, saved like every other, and undone like it. */
export function useRestoreVersion(editor: EditorContext, name: string): void {
  const client = useTRPCClient();
  const router = useRouter();
  const path = usePathname();
  const number = Number(useSearchParams().get('restore') ?? 0);
  useEffect(() => {
    if (!Number.isInteger(number) || number < 1 || editor.graph.getState().readOnly) return;
    let left = false;
    const restore = async (): Promise<void> => {
      const { document } = await client.workflow.version.query({ name, number });
      if (left) return;
      // Not a second time on a reload.
      router.replace(path);
      const before = editor.graph.getState().document;
      const after = editor.graph.apply(`restore of version ${number}`, () => document);
      if (after === before) return;
      notify.done(`The draft is version ${number} again`, {
        description: 'It is published when you say so.',
        undo: () => void editor.graph.undo(),
      });
    };
    restore().catch((error: unknown) => notify.error(readFailure(error).message));
    return () => {
      left = true;
    };
  }, [client, editor, name, number, path, router]);
}
