import { useEffect } from 'react';
import type { Autosave } from './autosave.ts';

/** The browser asks before a tab with unsaved work is closed, and only then. */
export function useLeaveGuard(autosave: Autosave): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      const { status } = autosave.state.getState();
      if (status === 'unsaved' || status === 'saving' || status === 'conflict') event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [autosave]);
}
