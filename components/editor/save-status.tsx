'use client';

import { Check, CloudOff, Eye, LoaderCircle, TriangleAlert } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useStore } from 'zustand';
import { cn } from '#components/ui/cn.ts';
import { assertNever } from '#core/assert-never.ts';
import type { Autosave } from './autosave.ts';
import type { SaveState } from './save-state.ts';

/** Quiet: one word beside the title, never a toast. */
export function SaveStatus({ autosave }: { autosave: Autosave }) {
  const state = useStore(autosave.state);
  const { icon: Icon, word, tone } = look(state);
  return (
    <>
      <span
        role="status"
        aria-label={`Draft: ${word}`}
        title={'reason' in state ? (state.reason ?? undefined) : undefined}
        className={cn('flex items-center gap-1.5 text-xs whitespace-nowrap', tone)}
      >
        <Icon aria-hidden className="size-3.5" />
        <span className="max-sm:sr-only">{word}</span>
      </span>
      {state.status === 'signed-out' ? <SignInAgain /> : null}
    </>
  );
}

/** A full load, so that the editor begins anew with what this browser kept. */
function SignInAgain() {
  return (
    <a
      className="text-xs font-medium whitespace-nowrap text-accent underline"
      href={`/sign-in?next=${encodeURIComponent(usePathname())}`}
    >
      Sign in again
    </a>
  );
}

function look(state: SaveState) {
  switch (state.status) {
    case 'saved':
      return { icon: Check, word: 'Saved', tone: 'text-muted' };
    case 'saving':
      return { icon: LoaderCircle, word: 'Saving', tone: 'text-muted' };
    case 'unsaved':
      if (state.reason === null) return { icon: LoaderCircle, word: 'Saving', tone: 'text-muted' };
      return { icon: CloudOff, word: state.retrying ? 'Not saved, retrying' : 'Not saved', tone: 'text-failed' };
    case 'signed-out':
      return { icon: CloudOff, word: 'Not saved, signed out', tone: 'text-failed' };
    case 'conflict':
      return { icon: TriangleAlert, word: 'Not saved, changed elsewhere', tone: 'text-failed' };
    case 'read-only':
      return { icon: Eye, word: 'Read-only', tone: 'text-muted' };
    default:
      return assertNever(state, 'save state');
  }
}
