import type { Picture, PictureNode } from '#components/graph-picture/layout.ts';
import type { CanvasInstance } from '../canvas-instance.ts';
import { viewMs } from '../glide.ts';
import { OVERVIEW_BELOW, WORKING_ZOOM } from '../lod.ts';
import { nodeAt } from './scene.ts';

/** How near to a small box a click counts, in pixels of the screen. */
const REACH_PX = 4;

interface PointerPlace {
  clientX: number;
  clientY: number;
}

/** What is under the pointer in the picture. */
export interface OverviewPointer {
  /** Null beside every node; undefined where there are cards, which have events of their own. */
  at(event: PointerPlace): PictureNode | null | undefined;
  /** Goes to what is there, near enough to work on it. */
  enter(event: PointerPlace): void;
}

export function createOverviewPointer(instance: () => CanvasInstance | null, scene: () => Picture): OverviewPointer {
  const at = (event: PointerPlace): PictureNode | null | undefined => {
    const canvas = instance();
    if (!canvas || canvas.getZoom() >= OVERVIEW_BELOW) return undefined;
    const point = canvas.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
    return nodeAt(scene(), point, REACH_PX / canvas.getZoom());
  };
  return {
    at,
    enter(event) {
      const canvas = instance();
      if (!canvas) return;
      const node = at(event);
      const point = canvas.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      const { x, y } = node ? { x: node.x + node.width / 2, y: node.y + node.height / 2 } : point;
      void canvas.setCenter(x, y, { zoom: WORKING_ZOOM, duration: viewMs() });
    },
  };
}
