'use client';

import './detail.css';
import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect } from 'react';
import { levelOfDetail } from './lod.ts';

/**
 * Writes the level of detail onto the canvas, where style sheets choose by it what is seen of each card and wire. So
 * zooming renders nothing, however many there are.
 */
export function DetailLevel() {
  const store = useStoreApi();
  useLayoutEffect(() => {
    const apply = (): void => {
      const { transform, domNode } = store.getState();
      if (!domNode) return;
      const level = levelOfDetail(transform[2]);
      if (domNode.dataset['detail'] === level) return;
      domNode.dataset['detail'] = level;
    };
    apply();
    return store.subscribe(apply);
  }, [store]);
  return null;
}
