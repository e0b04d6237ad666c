/** In pixels. The panel begins as wide as most settings read well in. */
export const PANEL_WIDTH = { least: 320, usual: 400, most: 720 } as const;

const KEPT_AS = 'fermata:view:inspector-width';
const STEP = 16;

/** Half of the window stays with the canvas, however wide somebody wants the panel. */
export function panelWidth(wanted: number, windowWidth: number): number {
  const most = Math.max(PANEL_WIDTH.least, Math.min(PANEL_WIDTH.most, windowWidth / 2));
  return Math.round(Math.min(most, Math.max(PANEL_WIDTH.least, wanted)));
}

/** What a key on the edge asks for; null where it means nothing. The panel stands on the right, so left is wider. */
export function widthByKey(key: string, width: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return width + STEP;
    case 'ArrowRight':
      return width - STEP;
    case 'Home':
      return PANEL_WIDTH.least;
    case 'End':
      return PANEL_WIDTH.most;
    default:
      return null;
  }
}

/** As this browser last had it. */
export function keptWidth(): number {
  try {
    const kept = Number(localStorage.getItem(KEPT_AS));
    return Number.isFinite(kept) && kept > 0 ? kept : PANEL_WIDTH.usual;
  } catch {
    return PANEL_WIDTH.usual;
  }
}

/** Where the browser lends no storage, nothing is kept. */
export function keepWidth(width: number): void {
  try {
    localStorage.setItem(KEPT_AS, String(width));
  } catch {
    // It is as usual the next time.
  }
}
