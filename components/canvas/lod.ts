import { useStore } from '@xyflow/react';
import type { ReactFlowState } from '@xyflow/react';

/** How much of a card is drawn. Below the thresholds text could not be read anyway, and thousands of cards may be in view. */
export type LevelOfDetail = 'full' | 'title' | 'block';

const TITLE_BELOW = 0.6;
const BLOCK_BELOW = 0.35;

export function levelOfDetail(zoom: number): LevelOfDetail {
  if (zoom < BLOCK_BELOW) return 'block';
  return zoom < TITLE_BELOW ? 'title' : 'full';
}

const selectLevel = (state: ReactFlowState): LevelOfDetail => levelOfDetail(state.transform[2]);

/** Changes only when a threshold is crossed: panning and zooming in between render nothing. */
export function useLevelOfDetail(): LevelOfDetail {
  return useStore(selectLevel);
}
