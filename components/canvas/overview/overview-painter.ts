import type { ReactFlowState } from '@xyflow/react';
import type { Picture } from '#components/graph-picture/layout.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { FoldStore } from '../groups/fold-store.ts';
import type { MarkStore } from '../mark-store.ts';
import type { PresenceStore } from '../presence-store.ts';
import type { ProblemStore } from '../problem-store.ts';
import { countRender } from '../render-counter.ts';
import type { NodeRunSource } from '../run-source.ts';
import type { SelectionStore } from '../selection-store.ts';
import { overviewColours, watchColours } from './colours.ts';
import { iconPath } from './icon-paths.ts';
import type { OverviewState } from './overview-state.ts';
import { paintOverview } from './paint.ts';
import type { Brushes } from './paint.ts';
import { withFolded } from './folded-state.ts';
import { sceneOf } from './scene.ts';
import { groupWires } from './wires.ts';
import type { WireGroup } from './wires.ts';

export interface GraphStores {
  run: NodeRunSource | null;
  problems: ProblemStore;
  marks: MarkStore;
  selection: SelectionStore;
  presence: PresenceStore;
  folds: FoldStore;
}

export interface OverviewParts extends GraphStores {
  canvas: HTMLCanvasElement;
  /** Holds the icons, each named by its `data-icon`. */
  sprite: Element;
  flow: { getState(): ReactFlowState; subscribe(onChange: () => void): () => void };
}

/** Between two paintings, for each element of the graph: a small one keeps up with every frame. */
const GAP_MS_PER_ELEMENT = 0.1;
const LONGEST_GAP_MS = 400;

/**
 * Shows the picture while the canvas is in the overview and paints it anew at most once per frame, large graphs less
 * often, whatever changes: where one looks, the graph, its selection, its problems, the run. Until it is painted again
 * the picture moves with the view as it is. Nothing of it renders in React.
 */
export class OverviewPainter {
  readonly #parts: OverviewParts;
  readonly #stops: (() => void)[];
  #document: WorkflowDocument | null = null;
  #brushes: Brushes | null = null;
  #wires: WireGroup[] | null = null;
  #view: Pick<ReactFlowState, 'transform' | 'width' | 'height'> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #paintedAtMs = 0;

  constructor(parts: OverviewParts) {
    this.#parts = parts;
    const changed = (): void => this.#changed();
    this.#stops = [
      parts.flow.subscribe(() => this.#look()),
      ...watchGraph(parts, changed),
      watchColours(() => {
        this.#brushes = null;
        changed();
      }),
    ];
  }

  show(document: WorkflowDocument): void {
    this.#document = document;
    this.#look();
    this.#changed();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#cancel();
  }

  #changed(): void {
    this.#wires = null;
    this.#schedule();
  }

  /** Follows the view. What comes into sight is painted at once, so that no frame is empty. */
  #look(): void {
    const { canvas, flow } = this.#parts;
    const state = flow.getState();
    const isHidden = !this.#isDue(state);
    const isSame =
      this.#view?.transform === state.transform &&
      this.#view.width === state.width &&
      this.#view.height === state.height;
    if (canvas.hidden === isHidden && (isHidden || isSame)) return;
    const appears = canvas.hidden && !isHidden;
    canvas.hidden = isHidden;
    if (appears) this.#paint();
    else {
      this.#move(state);
      this.#schedule();
    }
  }

  /** Shows what was painted where the view is now. */
  #move({ transform: [x, y, zoom] }: ReactFlowState): void {
    if (!this.#view) return;
    const [paintedX, paintedY, paintedZoom] = this.#view.transform;
    const scale = zoom / paintedZoom;
    this.#parts.canvas.style.transform = `translate(${x - paintedX * scale}px, ${y - paintedY * scale}px) scale(${scale})`;
  }

  /** In the overview, and after it until the cards have come back. */
  #isDue({ domNode, nodes }: ReactFlowState): boolean {
    return domNode?.dataset['detail'] === 'overview' || (nodes.length === 0 && this.#hasNodes());
  }

  #hasNodes(): boolean {
    return (this.#document?.spec.nodes.length ?? 0) > 0;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#frame !== 0 || this.#parts.canvas.hidden) return;
    const { nodes = [], edges = [] } = this.#document?.spec ?? {};
    const gapMs = Math.min((nodes.length + edges.length) * GAP_MS_PER_ELEMENT, LONGEST_GAP_MS);
    const dueInMs = this.#paintedAtMs + gapMs - performance.now();
    const inFrame = (): void => {
      this.#timer = undefined;
      this.#frame = requestAnimationFrame(() => this.#paint());
    };
    if (dueInMs <= 0) inFrame();
    else this.#timer = setTimeout(inFrame, dueInMs);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #paint(): void {
    this.#cancel();
    this.#paintedAtMs = performance.now();
    const { canvas, flow } = this.#parts;
    const context = canvas.getContext('2d');
    if (canvas.hidden || !context || !this.#document) return;
    countRender('overview');
    const { transform, width, height } = flow.getState();
    this.#view = { transform, width, height };
    canvas.style.transform = '';
    const scale = window.devicePixelRatio;
    resize(canvas, Math.round(width * scale), Math.round(height * scale));
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const scene = sceneOf(this.#document, this.#parts.folds.getState().folded);
    const state = stateOf(this.#parts, scene);
    this.#wires ??= groupWires(scene, state);
    this.#brushes ??= readBrushes(this.#parts);
    const [x, y, zoom] = transform;
    paintOverview(context, scene, this.#wires, { x, y, zoom, width, height }, state, this.#brushes);
  }
}

/** Every change of what a picture of the graph shows; returns the ways out. */
export function watchGraph(
  { run, problems, marks, selection, presence, folds }: GraphStores,
  onChange: () => void,
): (() => void)[] {
  const watched = [
    problems.subscribe(onChange),
    marks.subscribe(onChange),
    selection.subscribe(onChange),
    presence.subscribe(onChange),
    folds.subscribe(onChange),
  ];
  if (!run) return watched;
  let version = run.version();
  const onRun = (): void => {
    // Streaming text is not in the picture.
    if (run.version() === version) return;
    version = run.version();
    onChange();
  };
  return [...watched, run.subscribeRun(onRun)];
}

export function stateOf({ run, problems, marks, selection, presence }: GraphStores, scene: Picture): OverviewState {
  return withFolded(scene, {
    run,
    problems: problems.getState(),
    marks: marks.getState().marks,
    selection: selection.getState(),
    lookers: presence.getState().byNode,
  });
}

function readBrushes({ canvas, sprite }: OverviewParts): Brushes {
  const icons = [...sprite.querySelectorAll<SVGElement>('[data-icon]')];
  return {
    colours: overviewColours(),
    font: getComputedStyle(canvas).fontFamily,
    icons: new Map(icons.map((icon) => [icon.dataset['icon'] ?? '', iconPath(icon)])),
  };
}

/** Setting the size of a canvas empties it, even to the same. */
export function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
