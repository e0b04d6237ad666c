import type { FlowNode } from './to-flow.ts';

/** As long as panels and the view take to move. */
const GLIDE_MS = 180;
/** More cards than anybody can follow with the eye, and than can be drawn in a frame. */
const MOST = 200;
/** A step on the grid is seen without help; a held key would only lag behind itself. */
const SHORTEST = 16;

/** The nodes that stand elsewhere than before, with where they come from. Null when there is nothing to show. */
export function glideFrom(
  before: readonly FlowNode[],
  after: readonly FlowNode[],
): ReadonlyMap<string, { x: number; y: number }> | null {
  const known = new Map(before.map((node) => [node.id, node]));
  const from = new Map<string, { x: number; y: number }>();
  for (const node of after) {
    const old = known.get(node.id);
    if (!old || old.dragging || node.dragging || old.parentId !== node.parentId) continue;
    const distance = Math.abs(old.position.x - node.position.x) + Math.abs(old.position.y - node.position.y);
    if (distance > SHORTEST) from.set(node.id, old.position);
  }
  return from.size > 0 && from.size <= MOST ? from : null;
}

/** The nodes at a moment of the way, `part` from 0 to 1. Those that do not move keep their objects. */
export function glideAt(
  after: readonly FlowNode[],
  from: ReadonlyMap<string, { x: number; y: number }>,
  part: number,
): FlowNode[] {
  // Fast at first: the eye is there before the card stops.
  const eased = 1 - (1 - part) ** 3;
  return after.map((node) => {
    const start = from.get(node.id);
    if (!start) return node;
    const { x, y } = node.position;
    return { ...node, position: { x: start.x + (x - start.x) * eased, y: start.y + (y - start.y) * eased } };
  });
}

/** Shows `draw` the way from 0 to 1, once per frame. Returns how to stop before the end. */
export function runGlide(draw: (part: number) => void): () => void {
  const startMs = performance.now();
  let frame = requestAnimationFrame(function step() {
    const part = Math.min(1, (performance.now() - startMs) / GLIDE_MS);
    draw(part);
    if (part < 1) frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}

/** How long the view takes to move, in milliseconds: no time at all where people asked for less motion. */
export function viewMs(): number {
  return wantsMotion() ? GLIDE_MS : 0;
}

export function wantsMotion(): boolean {
  return !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
