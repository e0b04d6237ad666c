'use client';

import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { cn } from '#components/ui/cn.ts';
import { LOOP_HANDLE } from './card-size.ts';
import type { CardLayout } from './card-size.ts';

/** The ports of a card, where `card-size` declared them. They stay mounted at every zoom: wires end at them. */
export const NodeHandles = memo(function NodeHandles({
  layout,
  isConnectable = true,
}: {
  layout: CardLayout;
  isConnectable?: boolean;
}) {
  return (
    <>
      {layout.handles.map((handle) => (
        <Handle
          key={`${handle.type}:${handle.id}`}
          id={handle.id}
          type={handle.type}
          position={handle.type === 'source' ? Position.Right : Position.Left}
          style={{ top: handle.y }}
          className={cn(
            handle.id === LOOP_HANDLE && handle.type === 'target' && 'canvas-handle-loop',
            handle.port?.kind === 'decision' && 'canvas-handle-decision',
            handle.port?.kind === 'error' && 'canvas-handle-error',
            handle.port?.kind === 'error' && layout.rows.length === 0 && 'canvas-side-port',
          )}
          title={handle.port ? handle.port.label : undefined}
          isConnectable={isConnectable}
          aria-hidden
        />
      ))}
    </>
  );
});

/** The names of the ports, one row each, beside their handles. */
export const PortRows = memo(function PortRows({
  layout,
  top,
  rowHeight,
}: {
  layout: CardLayout;
  top: number;
  rowHeight: number;
}) {
  if (layout.rows.length === 0) return null;
  return (
    <div className="canvas-rows absolute inset-x-0" style={{ top }}>
      {layout.rows.map((port) => (
        <div
          key={port.id}
          style={{ height: rowHeight }}
          className={cn(
            'flex items-center justify-end pr-3 text-2xs',
            port.kind === 'error' ? 'text-failed' : 'text-muted',
          )}
        >
          <span className="max-w-48 truncate">{port.label}</span>
        </div>
      ))}
    </div>
  );
});
