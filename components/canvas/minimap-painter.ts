import type { ReactFlowState } from '@xyflow/react';
import type { Picture } from '#components/graph-picture/layout.ts';
import type { GraphStore } from './graph-store.ts';
import { groupToken } from './groups/group-colour.ts';
import type { Box } from './initial-viewport.ts';
import { overviewColours, watchColours } from './overview/colours.ts';
import type { OverviewColours } from './overview/colours.ts';
import { nodeLook } from './overview/node-look.ts';
import { resize, stateOf, watchGraph } from './overview/overview-painter.ts';
import type { GraphStores } from './overview/overview-painter.ts';
import type { OverviewState } from './overview/overview-state.ts';
import { boundsOfElements, sceneOf } from './overview/scene.ts';
import { countRender } from './render-counter.ts';

/** It follows what happens, but need not do so on every frame. */
const LEAST_GAP_MS = 100;
const MARGIN_PX = 8;
/** As the style sheet has it. */
const SIZE = { width: 200, height: 150 };

interface MinimapParts extends GraphStores {
  canvas: HTMLCanvasElement;
  frame: HTMLElement;
  flow: { getState(): ReactFlowState; subscribe(onChange: () => void): () => void };
  graph: GraphStore;
}

/** From canvas units to pixels of the minimap. */
export interface MinimapScale {
  scale: number;
  x: number;
  y: number;
}

/** All of `bounds` in the middle of a picture. */
export function minimapScale(bounds: Box | null, width: number, height: number): MinimapScale {
  if (!bounds) return { scale: 1, x: 0, y: 0 };
  const scale = Math.min(
    (width - 2 * MARGIN_PX) / Math.max(bounds.width, 1),
    (height - 2 * MARGIN_PX) / Math.max(bounds.height, 1),
  );
  return {
    scale,
    x: (width - bounds.width * scale) / 2 - bounds.x * scale,
    y: (height - bounds.height * scale) / 2 - bounds.y * scale,
  };
}

/**
 * Paints the boxes when the graph or its state has changed, at most ten times a second. Where one looks is a frame
 * above it: moving the view moves that element and paints nothing.
 */
export class MinimapPainter {
  readonly #parts: MinimapParts;
  readonly #stops: (() => void)[];
  #scale: MinimapScale = { scale: 1, x: 0, y: 0 };
  #colours: OverviewColours | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #paintedAtMs = -LEAST_GAP_MS;

  constructor(parts: MinimapParts) {
    this.#parts = parts;
    const changed = (): void => this.#schedule();
    this.#stops = [
      parts.flow.subscribe(() => this.#follow()),
      parts.graph.subscribe((state, before) => {
        if (state.document !== before.document) changed();
      }),
      ...watchGraph(parts, changed),
      watchColours(() => {
        this.#colours = null;
        changed();
      }),
    ];
    this.#paint();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
  }

  /** The place on the canvas that a pixel of the minimap shows. */
  pointAt(x: number, y: number): { x: number; y: number } {
    const scale = this.#scale;
    return { x: (x - scale.x) / scale.scale, y: (y - scale.y) / scale.scale };
  }

  #schedule(): void {
    const dueInMs = Math.max(0, this.#paintedAtMs + LEAST_GAP_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#paint(), dueInMs);
  }

  #paint(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#paintedAtMs = performance.now();
    const { canvas, graph } = this.#parts;
    const context = canvas.getContext('2d');
    if (!context) return;
    countRender('minimap');
    const ratio = window.devicePixelRatio;
    const { width, height } = SIZE;
    resize(canvas, Math.round(width * ratio), Math.round(height * ratio));
    const scene = sceneOf(graph.getState().document, this.#parts.folds.getState().folded);
    this.#scale = minimapScale(boundsOfElements(scene, null), width, height);
    this.#colours ??= overviewColours();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    paintMinimap(context, scene, this.#scale, stateOf(this.#parts, scene), this.#colours);
    this.#follow();
  }

  #follow(): void {
    const { flow, frame } = this.#parts;
    const { transform, width, height } = flow.getState();
    const [x, y, zoom] = transform;
    const { scale, ...origin } = this.#scale;
    frame.style.width = `${(width / zoom) * scale}px`;
    frame.style.height = `${(height / zoom) * scale}px`;
    frame.style.transform = `translate(${origin.x - (x / zoom) * scale}px, ${origin.y - (y / zoom) * scale}px)`;
  }
}

function paintMinimap(
  context: CanvasRenderingContext2D,
  scene: Picture,
  { scale, x, y }: MinimapScale,
  state: OverviewState,
  colours: OverviewColours,
): void {
  const fill = (box: Box, colour: string): void => {
    context.fillStyle = colour;
    const size = { width: Math.max(box.width * scale, 2), height: Math.max(box.height * scale, 1.5) };
    context.fillRect(box.x * scale + x, box.y * scale + y, size.width, size.height);
  };
  for (const group of scene.groups) fill(group, colours[groupToken(group.colour)]);
  for (const note of scene.notes) fill(note, colours.note);
  for (const node of scene.nodes) {
    const [looker] = state.lookers.get(node.id) ?? [];
    const look = nodeLook(colours, null, state.run?.get(node.id) ?? null, state.run !== null);
    if (state.selection.nodes.has(node.id)) fill(node, colours.accent);
    else if (looker) fill(node, colours[`person-${looker.colour}`]);
    else if (node.layout.isContainer) fill(node, colours.line);
    else fill(node, problemColour(node.id, state, colours) ?? look.stroke);
  }
}

function problemColour(id: string, { problems }: OverviewState, colours: OverviewColours): string | null {
  const own = problems.byNode.get(id);
  if (!own) return null;
  return own.some((problem) => problem.severity === 'error') ? colours.failed : colours.warning;
}
