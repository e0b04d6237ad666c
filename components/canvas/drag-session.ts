import type { NodePositionChange } from '@xyflow/react';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { boundsOf } from '#core/graph/arrange.ts';
import type { CanvasPoint } from './canvas-editing.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import { findGuides } from './drag-guides.ts';
import type { Guide } from './drag-guides.ts';
import type { AbsoluteBox, FlowNode } from './to-flow.ts';

export interface DragState {
  guides: readonly Guide[];
  /** Where the originals stay while copies are dragged. */
  ghosts: readonly AbsoluteBox[];
  /** How many drags were taken back: the canvas then shows again what the document says. */
  givenUp: number;
}

interface Drag {
  /** Where each dragged node began, as React Flow counts it: from the corner of its parent. */
  starts: ReadonlyMap<string, CanvasPoint>;
  /** The same on the canvas, without what a dragged map carries. */
  boxes: readonly AbsoluteBox[];
  around: AbsoluteBox;
  others: readonly AbsoluteBox[];
}

/** On the screen: near enough to be meant, far enough not to fight with the grid. */
const REACH_PX = 5;
const NOTHING: Omit<DragState, 'givenUp'> = { guides: [], ghosts: [] };

/**
 * What a drag knows beside the pointer: the lines that it may stand on, and whether it copies. It lives in the canvas
 * and is gone when the drag ends; only its layer renders for it.
 */
export class DragSession {
  readonly state: StoreApi<DragState> = createStore<DragState>(() => ({ ...NOTHING, givenUp: 0 }));
  readonly #instance: () => CanvasInstance | null;
  #drag: Drag | null = null;
  #last = new Map<string, CanvasPoint>();
  #free = false;
  #copies = false;
  #givenUp = false;

  constructor(instance: () => CanvasInstance | null) {
    this.#instance = instance;
  }

  /** Which keys are held: `free` ignores the lines, `copies` leaves the originals where they are. */
  hold({ free, copies }: { free: boolean; copies: boolean }): void {
    this.#free = free;
    this.#copies = copies;
    if (this.#drag) this.state.setState({ ghosts: copies ? this.#drag.boxes : [], ...(free ? { guides: [] } : {}) });
  }

  start(nodes: readonly FlowNode[], frame: AbsoluteBox | null): void {
    const instance = this.#instance();
    if (!instance) return;
    const dragged = new Set(nodes.map((node) => node.id));
    const boxes = nodes
      .filter((node) => !dragged.has(node.parentId ?? ''))
      .map((node) => boxOf(instance, node))
      .filter((box) => box !== null);
    const others = instance.getNodes().flatMap((node) => {
      // A frame follows what is dragged.
      const isOut = node.type === 'frame' || dragged.has(node.id) || dragged.has(node.parentId ?? '');
      const box = isOut ? null : boxOf(instance, node);
      return box && (!frame || overlaps(box, frame)) ? [box] : [];
    });
    const starts = new Map(nodes.map((node) => [node.id, instance.getNode(node.id)?.position ?? node.position]));
    this.#drag = { starts, boxes, around: boundsOf(boxes), others };
    this.#last.clear();
    this.#givenUp = false;
    this.hold({ free: this.#free, copies: this.#copies });
  }

  /** Moves what React Flow wants to move onto a line that is near. */
  adjust(moves: readonly NodePositionChange[]): NodePositionChange[] {
    const [first] = moves;
    const start = this.#drag?.starts.get(first?.id ?? '');
    if (!this.#drag || !start || !first?.position) return [...moves];
    const delta = { x: first.position.x - start.x, y: first.position.y - start.y };
    const { around, others } = this.#drag;
    const reach = this.#free ? -1 : REACH_PX / (this.#instance()?.getZoom() ?? 1);
    const snap = findGuides({ ...around, x: around.x + delta.x, y: around.y + delta.y }, others, reach);
    this.state.setState({ guides: snap.guides });
    return moves.map((move) => {
      if (!move.position) return move;
      const position = { x: move.position.x + snap.dx, y: move.position.y + snap.dy };
      this.#last.set(move.id, position);
      return { ...move, position };
    });
  }

  /**
   * Nothing shall come of this drag, however it ends. False when nothing is dragged, and the second time: of a drag
   * that it breaks off itself, React Flow never tells the end.
   */
  giveUp(): boolean {
    if (!this.#drag || this.#givenUp) return false;
    this.#givenUp = true;
    return true;
  }

  /** Ends the drag and tells where each node has come to stand; null when it was given up. */
  end(): ReadonlyMap<string, CanvasPoint> | null {
    this.#drag = null;
    this.state.setState(({ givenUp }) => ({ ...NOTHING, givenUp: this.#givenUp ? givenUp + 1 : givenUp }));
    return this.#givenUp ? null : this.#last;
  }
}

function boxOf(instance: CanvasInstance, node: FlowNode): AbsoluteBox | null {
  const internal = instance.getInternalNode(node.id);
  if (!internal) return null;
  const { x, y } = internal.internals.positionAbsolute;
  return { x, y, width: node.width ?? 0, height: node.height ?? 0 };
}

function overlaps(a: AbsoluteBox, b: AbsoluteBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
