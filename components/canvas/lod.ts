/** How much of the graph is drawn. Below the thresholds text could not be read anyway, and thousands of cards may be in view. */
export type LevelOfDetail = 'full' | 'title' | 'far';

const TITLE_BELOW = 0.6;
const FAR_BELOW = 0.35;

export function levelOfDetail(zoom: number): LevelOfDetail {
  if (zoom < FAR_BELOW) return 'far';
  return zoom < TITLE_BELOW ? 'title' : 'full';
}
