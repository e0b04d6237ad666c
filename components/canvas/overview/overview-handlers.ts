import type { MouseEvent } from 'react';
import { select } from '../selection-store.ts';
import type { SelectionStore } from '../selection-store.ts';
import type { OverviewPointer } from './overview-pointer.ts';

/** What the pointer does on the ground of the canvas, which in the overview bears the picture of all nodes. */
export function overviewHandlers(picture: OverviewPointer, selection: SelectionStore) {
  return {
    onPaneClick: (event: MouseEvent) => {
      const id = picture.at(event)?.id;
      if (id === undefined) select(selection, {});
      else if (event.shiftKey || event.ctrlKey || event.metaKey) toggle(selection, id);
      else select(selection, { nodes: [id] });
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

function toggle(selection: SelectionStore, id: string): void {
  const { nodes, edges } = selection.getState();
  select(selection, { nodes: nodes.symmetricDifference(new Set([id])), edges });
}
