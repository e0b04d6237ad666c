'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { cn } from '#components/ui/cn.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { OutlineRowView } from './outline-row.tsx';
import type { OutlineRow } from './rows.ts';
import { useOutline } from './use-outline.ts';

export interface OutlineTreeProps {
  document: WorkflowDocument;
  registry: NodeRegistry;
  selection: SelectionStore;
  /** Enter, or a double click. Fingers open with one touch where `opensOnClick`. */
  onOpen?(row: OutlineRow): void;
  opensOnClick?: boolean;
  /** The menu of a row, at a place of the window. The row is selected by then. */
  onMenu?(screen: { x: number; y: number }): void;
  /** A button at the end of each row. */
  rowMenu?(row: OutlineRow): ReactNode;
  className?: string;
}

/** Of a row, until it has been measured. */
const ROW_HEIGHT = 44;
const OVERSCAN = 12;
/** Around the row that is brought into view. */
const MARGIN = 8;

/**
 * The workflow as a tree: everything that the canvas shows, without seeing it. The focus stays on the tree, which says
 * which row is the active one, so it is never lost when a row goes away. What is active is selected: every command and
 * its key works here as it does on the canvas. Only the rows in view are in the page.
 */
export function OutlineTree(props: OutlineTreeProps) {
  const { document, registry, selection, onOpen, opensOnClick = false, onMenu, rowMenu, className } = props;
  const { rows, active, selected, press, pick, expand } = useOutline({ document, registry, selection });
  const tree = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const virtualizer = useVirtualizer<HTMLElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => tree.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: MARGIN,
    scrollPaddingEnd: MARGIN * 2,
  });
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active);
  }, [virtualizer, active]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (press(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && rows[active]) {
      event.preventDefault();
      onOpen?.(rows[active]);
    }
  };
  const onClick = (event: MouseEvent): void => {
    const row = rowOf(rows, event.target);
    if (!row) return;
    pick(row, event.shiftKey || event.ctrlKey || event.metaKey);
    if (opensOnClick) onOpen?.(row);
  };
  const onContextMenu = (event: MouseEvent): void => {
    // By its key the menu is asked of the tree, which has the focus.
    const row = rowOf(rows, event.target) ?? rows[active];
    if (!row || !onMenu) return;
    event.preventDefault();
    if (!selected.has(row.id)) pick(row, false);
    const box = tree.current?.querySelector(`[data-row="${CSS.escape(row.id)}"]`)?.getBoundingClientRect();
    onMenu(box ? { x: box.left + 48, y: box.bottom } : { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      ref={tree}
      role="tree"
      tabIndex={0}
      aria-label="Outline"
      aria-multiselectable
      aria-activedescendant={rows[active] ? `${prefix}${rows[active].id}` : undefined}
      className={cn('graph-tree min-h-0 overflow-y-auto outline-offset-[-2px]', className)}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={(event) => {
        const row = rowOf(rows, event.target);
        if (row && !opensOnClick) onOpen?.(row);
      }}
      onContextMenu={onContextMenu}
    >
      <div role="none" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={row.id}
              role="none"
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <OutlineRowView
                row={row}
                elementId={`${prefix}${row.id}`}
                active={item.index === active}
                selected={selected.has(row.id)}
                onToggle={() => expand(row.id, row.expanded !== true)}
                menu={rowMenu?.(row)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function rowOf(rows: readonly OutlineRow[], target: EventTarget): OutlineRow | undefined {
  if (!(target instanceof Element)) return undefined;
  const id = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
  return rows.find((row) => row.id === id);
}
