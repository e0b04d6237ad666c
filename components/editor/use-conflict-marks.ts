import { useEffect, useState } from 'react';
import { createMarkStore } from '#components/canvas/mark-store.ts';
import type { Mark, MarkStore } from '#components/canvas/mark-store.ts';
import { noteFlowId } from '#components/canvas/to-flow.ts';
import type { Autosave } from './autosave.ts';
import type { SaveState } from './save-state.ts';

/** Marks on the canvas what two people disagree about. */
export function useConflictMarks(autosave: Autosave): MarkStore {
  const [store] = useState(createMarkStore);
  useEffect(() => {
    const show = (state: SaveState): void => {
      const conflicts = state.status === 'conflict' ? state.conflicts : [];
      const ids = conflicts.map(({ element: { kind, id } }) => (kind === 'note' ? noteFlowId(id) : id));
      store.setState({ marks: new Map(ids.map((id): [string, Mark] => [id, 'contested'])) });
    };
    show(autosave.state.getState());
    return autosave.state.subscribe(show);
  }, [autosave, store]);
  return store;
}
