import { useEffect } from 'react';
import type { RefObject } from 'react';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { SelectionStore } from '../selection-store.ts';
import { setFolded } from './fold-store.ts';
import type { FoldStore } from './fold-store.ts';
import { groupsToUnfold, groupView } from './group-view.ts';

/** Whatever leads to a node that is out of sight (outline, search, a problem, the timeline) selects it, and so unfolds its group. */
export function useUnfold(folds: FoldStore, selection: SelectionStore, document: RefObject<WorkflowDocument>): void {
  useEffect(() => {
    const unfold = (): void => {
      const { folded } = folds.getState();
      if (folded.size === 0) return;
      const view = groupView(document.current, folded);
      setFolded(folds, groupsToUnfold(view, selection.getState().nodes), false);
    };
    // A page may be opened at a node.
    unfold();
    return selection.subscribe((state, before) => {
      if (state.nodes !== before.nodes) unfold();
    });
  }, [folds, selection, document]);
}
