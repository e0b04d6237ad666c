import { useEffect, useState } from 'react';
import { createMarkStore } from '#components/canvas/mark-store.ts';
import type { Mark, MarkStore } from '#components/canvas/mark-store.ts';
import { canvasId } from '#components/changes/compare.ts';
import type { Autosave } from './autosave.ts';
import type { SaveState } from './save-state.ts';

/** Marks on the canvas what two people disagree about. */
export function useConflictMarks(autosave: Autosave): MarkStore {
  const [store] = useState(createMarkStore);
  useEffect(() => {
    const show = (state: SaveState): void => {
      const conflicts = state.status === 'conflict' ? state.conflicts : [];
      const marks = conflicts.map(({ element }): [string, Mark] => [canvasId(element), 'contested']);
      store.setState({ marks: new Map(marks) });
    };
    show(autosave.state.getState());
    return autosave.state.subscribe(show);
  }, [autosave, store]);
  return store;
}
