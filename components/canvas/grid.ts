/** What stands on the canvas stands on this grid; canvas units. */
export const GRID = 8;

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
