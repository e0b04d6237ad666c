/**
 * Counts renders for the guard tests ("one event renders one badge and no card"). A counter exists only when a test
 * put an object on `globalThis` before the page loaded; otherwise this is one property read.
 */
const PROPERTY = 'fermataRenderCounts';

export function countRender(what: 'card' | 'badge' | 'edge' | 'canvas' | 'overview' | 'minimap' | 'presence'): void {
  const counts = (globalThis as { [PROPERTY]?: Record<string, number> })[PROPERTY];
  if (counts) counts[what] = (counts[what] ?? 0) + 1;
}
