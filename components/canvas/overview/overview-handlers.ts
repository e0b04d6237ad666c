import type { MouseEvent } from 'react';
import { select } from '../selection-store.ts';
import type { SelectionStore } from '../selection-store.ts';
import type { OverviewPointer } from './overview-pointer.ts';
import { selectableOf } from './scene.ts';

/** What the pointer does on the ground of the canvas, which in the overview bears the picture of all nodes. */
export function overviewHandlers(picture: OverviewPointer, selection: SelectionStore) {
  return {
    onPaneClick: (event: MouseEvent) => {
      const node = picture.at(event);
      if (!node) select(selection, {});
      else if (event.shiftKey || event.ctrlKey || event.metaKey) toggle(selection, selectableOf(node));
      else select(selection, { nodes: selectableOf(node) });
    },
    onPaneMouseMove: (event: MouseEvent) => {
      const node = picture.at(event);
      if (node === undefined) return;
      const hovered = node?.id ?? null;
      if (hovered === selection.getState().hovered) return;
      selection.setState({ hovered });
      const flow = event.currentTarget.closest<HTMLElement>('.react-flow');
      if (flow) flow.toggleAttribute('data-over', hovered !== null);
    },
    onPaneMouseLeave: () => selection.setState({ hovered: null }),
  };
}

function toggle(selection: SelectionStore, ids: readonly string[]): void {
  const { nodes, edges } = selection.getState();
  select(selection, { nodes: nodes.symmetricDifference(new Set(ids)), edges });
}
