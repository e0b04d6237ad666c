import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import type { RenameRequest } from '#components/canvas/editor-context.ts';

/** Carries out a request to rename what this title is of: the cursor goes into it, with all of it selected. */
export function useRename(of: RenameRequest['of'], title: RefObject<HTMLInputElement | null>): void {
  const request = useStore(useEditor().ui, (state) => state.rename);
  const seen = useRef(request);
  useEffect(() => {
    if (request === seen.current) return;
    seen.current = request;
    if (request?.of !== of) return;
    title.current?.focus();
    title.current?.select();
  }, [request, of, title]);
}
