/** How much of the graph is drawn. Below the thresholds text could not be read anyway, and thousands of cards may be in view. */
export type LevelOfDetail = 'full' | 'title' | 'far' | 'overview';

const TITLE_BELOW = 0.6;
const FAR_BELOW = 0.35;
/** From here on no card is in the page: one picture shows them all. */
export const OVERVIEW_BELOW = 0.2;
/** Where cards are read and edited. */
export const WORKING_ZOOM = 1;

export function levelOfDetail(zoom: number): LevelOfDetail {
  if (zoom < OVERVIEW_BELOW) return 'overview';
  if (zoom < FAR_BELOW) return 'far';
  return zoom < TITLE_BELOW ? 'title' : 'full';
}
