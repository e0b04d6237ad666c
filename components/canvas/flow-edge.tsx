'use client';

import { EdgeLabelRenderer, getSmoothStepPath, useStore } from '@xyflow/react';
import type { EdgeProps, ReactFlowState } from '@xyflow/react';
import { memo, useCallback } from 'react';
import { cn } from '#components/ui/cn.ts';
import { useCanvasEditing } from './canvas-editing.ts';
import { loopPath } from './edge-path.ts';
import { LoopPill } from './loop-pill.tsx';
import { loopFloor } from './loop-shape.ts';
import { useMark } from './mark-store.ts';
import { countRender } from './render-counter.ts';
import { useEdgeRun } from './run-source.ts';
import type { FlowEdge as Wire } from './to-flow.ts';

/** Plain dark strokes, no dashes that move: animated paths are the most expensive thing a canvas can draw. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<Wire>) {
  countRender('edge');
  const { id, data } = props;
  const run = useEdgeRun(id);
  const mark = useMark(id);
  const lowest = useStore(useLowest(data?.below ?? NOTHING_BELOW));
  const loop = data?.edge.loop ?? null;
  const { path, labelX, labelY } = geometry(props, loop !== null, lowest);
  return (
    <>
      <g
        className="canvas-edge"
        data-loop={loop ? '' : undefined}
        data-error={data?.error ? '' : undefined}
        data-run={run ?? undefined}
        data-mark={mark}
      >
        <path className="canvas-edge-path" d={path} />
        <path className="canvas-edge-head" d={arrowHead(props.targetX, props.targetY)} />
        <path className="canvas-edge-hit react-flow__edge-interaction" d={path} />
        {run === 'active' ? (
          <circle className="canvas-edge-dot" r={3.5} style={{ offsetPath: `path('${path}')` }} />
        ) : null}
        {loop ? null : <InsertButton edgeId={id} x={labelX + insertShift(data?.label)} y={labelY} />}
      </g>
      {loop || data?.label ? (
        <EdgeLabelRenderer>
          <div
            className="absolute"
            style={{
              transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`,
              pointerEvents: 'all',
              zIndex: 2,
            }}
          >
            {loop ? (
              <LoopPill edgeId={id} max={loop.max} faded={run === 'not_taken'} />
            ) : (
              <span
                className={cn(
                  'pointer-events-none rounded-full border border-line bg-canvas px-1.5 text-2xs text-muted',
                  run === 'not_taken' && 'opacity-60',
                )}
              >
                {data?.label}
              </span>
            )}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});

const NOTHING_BELOW: readonly string[] = [];

/** The lowest edge of what a loop passes, as one number: moving a card elsewhere renders nothing here. */
function useLowest(below: readonly string[]): (state: ReactFlowState) => number {
  return useCallback(
    (state) => {
      let lowest = Number.NEGATIVE_INFINITY;
      for (const id of below) {
        const node = state.nodeLookup.get(id);
        if (node) lowest = Math.max(lowest, node.internals.positionAbsolute.y + (node.height ?? 0));
      }
      return lowest;
    },
    [below],
  );
}

function geometry(ends: EdgeProps<Wire>, loop: boolean, lowest: number) {
  if (loop)
    return loopPath(ends, Number.isFinite(lowest) ? loopFloor(lowest, ends.data?.nesting ?? 0) : ends.sourceY + 120);
  const [path, labelX, labelY] = getSmoothStepPath({ ...ends, borderRadius: 10 });
  return { path, labelX, labelY };
}

/** An open arrow; wires always arrive from the left. */
function arrowHead(x: number, y: number): string {
  return `M ${x - 6} ${y - 4} L ${x - 1} ${y} L ${x - 6} ${y + 4}`;
}

/** Keeps the `+` clear of the label, whose width follows from its letters. */
function insertShift(label: string | null | undefined): number {
  return label ? label.length * 3.2 + 20 : 0;
}

function InsertButton({ edgeId, x, y }: { edgeId: string; x: number; y: number }) {
  const editing = useCanvasEditing();
  if (!editing) return null;
  const insert = (element: Element): void => {
    const box = element.getBoundingClientRect();
    editing.insertOnEdge(edgeId, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
  };
  return (
    <g
      className="canvas-edge-add nopan"
      role="button"
      aria-label="Insert a node here"
      transform={`translate(${x} ${y})`}
      onClick={(event) => {
        event.stopPropagation();
        insert(event.currentTarget);
      }}
      onPointerDown={(event) => event.stopPropagation()}
    >
      <circle r={9} />
      <path d="M -4 0 H 4 M 0 -4 V 4" />
    </g>
  );
}
