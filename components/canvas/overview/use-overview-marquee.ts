import { useStoreApi } from '@xyflow/react';
import { useContext, useEffect } from 'react';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { FoldStoreContext } from '../groups/fold-store.ts';
import type { Marquee } from '../marquee.ts';
import type { SelectionStore } from '../selection-store.ts';
import { elementsInside, sceneOf } from './scene.ts';

/** A marquee over the picture: React Flow draws its frame but knows of no node there. */
export function useOverviewMarquee(document: WorkflowDocument, selection: SelectionStore, marquee: Marquee): void {
  const folds = useContext(FoldStoreContext);
  const flow = useStoreApi();
  useEffect(
    () =>
      flow.subscribe((state, before) => {
        const frame = state.userSelectionRect;
        if (!frame || !state.userSelectionActive || frame === before.userSelectionRect) return;
        if (state.domNode?.dataset['detail'] !== 'overview') return;
        const [x, y, zoom] = state.transform;
        const box = {
          x: (frame.x - x) / zoom,
          y: (frame.y - y) / zoom,
          width: frame.width / zoom,
          height: frame.height / zoom,
        };
        const { nodes, edges } = marquee.kept();
        selection.setState({
          nodes: new Set([...nodes, ...elementsInside(sceneOf(document, folds.getState().folded), box)]),
          edges,
        });
      }),
    [flow, document, selection, marquee, folds],
  );
}
