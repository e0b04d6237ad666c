export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Who edits reads whole cards: what does not fit then is a pan away. */
const READABLE_TO_EDIT = 0.8;
/** Who looks wants to see all of it first: titles and states still read at this zoom. */
const READABLE_TO_VIEW = 0.36;
const LARGEST = 1.1;
const MARGIN = 24;

/**
 * Where a graph is first looked at: all of it, centred and not larger than life, when its cards are still readable
 * then; else from its left end at a readable zoom. So a graph of thousands opens without drawing thousands.
 */
export function initialViewport(
  boxes: readonly Box[],
  size: { width: number; height: number },
  mode: 'edit' | 'view',
): { x: number; y: number; zoom: number } {
  const [first] = boxes;
  if (!first) return { x: size.width / 2, y: size.height / 2, zoom: 1 };
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  const fit = Math.min((size.width - 2 * MARGIN) / width, (size.height - 2 * MARGIN) / height, LARGEST);
  const zoom = Math.max(fit, mode === 'edit' ? READABLE_TO_EDIT : READABLE_TO_VIEW);
  const leftmost = boxes.reduce((best, box) => (box.x < best.x ? box : best), first);
  const centreY = height * zoom <= size.height ? top + height / 2 : leftmost.y + leftmost.height / 2;
  return {
    x: width * zoom <= size.width - MARGIN ? (size.width - width * zoom) / 2 - left * zoom : MARGIN - left * zoom,
    y: size.height / 2 - centreY * zoom,
    zoom,
  };
}
