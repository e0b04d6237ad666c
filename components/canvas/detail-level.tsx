'use client';

import './detail.css';
import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect } from 'react';
import { levelOfDetail } from './lod.ts';

/**
 * Writes the level of detail onto the canvas, where style sheets choose by it what is seen of each card and wire. So
 * zooming renders nothing, however many there are. `onOverview` hears when the cards are to leave the page and to return.
 */
export function DetailLevel({ onOverview }: { onOverview(isOverview: boolean): void }) {
  const store = useStoreApi();
  useLayoutEffect(() => {
    const apply = (): void => {
      const { transform, domNode, connection, nodes } = store.getState();
      if (!domNode) return;
      const level = levelOfDetail(transform[2]);
      if (domNode.dataset['detail'] === level) return;
      // What is under the hand stays in the page until it is let go.
      if (level === 'overview' && (connection.inProgress || nodes.some((node) => node.dragging))) return;
      if (level === 'overview') keepFocus();
      domNode.dataset['detail'] = level;
      onOverview(level === 'overview');
    };
    apply();
    return store.subscribe(apply);
  }, [store, onOverview]);
  return null;
}

/** A card that leaves the page takes the focus with it: it goes to the canvas, whose keys then still work. */
function keepFocus(): void {
  const canvas = document.activeElement
    ?.closest('.react-flow__viewport')
    ?.closest<HTMLElement>('[data-testid="canvas"]');
  canvas?.focus({ preventScroll: true });
}
