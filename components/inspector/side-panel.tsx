'use client';

import { useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { keepWidth, keptWidth, PANEL_WIDTH, panelWidth, widthByKey } from './panel-width.ts';

/** A panel at the right of the window, as wide as somebody pulls it. A double click on its edge gives the usual width. */
export function SidePanel({ label, children }: { label: string; children: ReactNode }) {
  const [width, setWidth] = useState(keptWidth);
  const pull = (wanted: number): void => setWidth(panelWidth(wanted, window.innerWidth));
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) pull(window.innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = widthByKey(event.key, width);
    if (wanted === null) return;
    event.preventDefault();
    pull(wanted);
  };
  return (
    <div className="relative flex max-w-[50vw] shrink-0" style={{ width }}>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of the ${label.toLowerCase()}`}
        aria-valuenow={width}
        aria-valuemin={PANEL_WIDTH.least}
        aria-valuemax={PANEL_WIDTH.most}
        tabIndex={0}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none transition-colors hover:bg-accent/30 focus-visible:bg-accent/30"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onPointerUp={() => keepWidth(width)}
        onKeyDown={onKeyDown}
        onBlur={() => keepWidth(width)}
        onDoubleClick={() => pull(PANEL_WIDTH.usual)}
      />
      <aside
        aria-label={label}
        className="flex min-w-0 flex-1 flex-col overflow-y-auto border-l border-line bg-surface"
      >
        {children}
      </aside>
    </div>
  );
}
