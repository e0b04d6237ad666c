import { getViewportForBounds } from '@xyflow/react';
import type { FitViewOptions } from '@xyflow/react';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import { wantsMotion } from './glide.ts';
import { boundsOfElements, sceneOf } from './overview/scene.ts';
import type { FlowNode } from './to-flow.ts';
import { canvasFrame } from './view-frame.ts';

/** Everything in view at any size of a graph. */
export const SMALLEST_ZOOM = 0.02;
const LARGEST_ZOOM = 2;

/**
 * The same instance with a `fitView` that goes by the document: React Flow knows of no node while the overview is
 * shown. Its options are those that we use: `nodes`, `padding`, `maxZoom`, `duration`.
 */
export function withFit(canvas: CanvasInstance, document: { readonly current: WorkflowDocument }): CanvasInstance {
  const fitView = (options?: FitViewOptions<FlowNode>): Promise<boolean> => {
    const { nodes, padding = 0.1, maxZoom = LARGEST_ZOOM, duration = 0 } = options ?? {};
    const bounds = boundsOfElements(sceneOf(document.current), nodes ? new Set(nodes.map(({ id }) => id)) : null);
    const frame = canvasFrame();
    if (!bounds || !frame) return Promise.resolve(false);
    const view = getViewportForBounds(bounds, frame.width, frame.height, SMALLEST_ZOOM, maxZoom, padding);
    return canvas.setViewport(view, { duration: wantsMotion() ? duration : 0 });
  };
  return { ...canvas, fitView };
}
