'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode, RefObject } from 'react';
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
  const outline = useOutline(props);
  const { rows, active } = outline;
  const tree = useRef<HTMLDivElement>(null);
  const virtualizer = useVisibleRows(rows, active, tree);
  const prefix = useId();
  return (
    <div
      ref={tree}
      role="tree"
      tabIndex={0}
      aria-label="Outline"
      aria-multiselectable
      aria-activedescendant={rows[active] ? `${prefix}${rows[active].id}` : undefined}
      className={cn('graph-tree min-h-0 overflow-y-auto outline-offset-[-2px]', props.className)}
      {...treeEvents(outline, props)}
    >
      <Rows outline={outline} virtualizer={virtualizer} prefix={prefix} rowMenu={props.rowMenu} />
    </div>
  );
}

type Outline = ReturnType<typeof useOutline>;

function treeEvents(
  { rows, active, selected, press, pick }: Outline,
  { onOpen, opensOnClick, onMenu }: OutlineTreeProps,
) {
  const rowAt = (target: EventTarget): OutlineRow | undefined => {
    const id = elementAt(target)?.dataset['row'];
    return rows.find((row) => row.id === id);
  };
  return {
    onKeyDown: (event: KeyboardEvent): void => {
      if (press(event)) event.preventDefault();
      else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && rows[active]) {
        event.preventDefault();
        onOpen?.(rows[active]);
      }
    },
    onClick: (event: MouseEvent): void => {
      const row = rowAt(event.target);
      if (!row) return;
      pick(row, event.shiftKey || event.ctrlKey || event.metaKey);
      if (opensOnClick) onOpen?.(row);
    },
    onDoubleClick: ({ target }: MouseEvent): void => {
      const row = rowAt(target);
      if (row && !opensOnClick) onOpen?.(row);
    },
    onContextMenu: (event: MouseEvent): void => {
      // By its key the menu is asked of the tree, which has the focus.
      const row = rowAt(event.target) ?? rows[active];
      if (!row || !onMenu) return;
      event.preventDefault();
      if (!selected.has(row.id)) pick(row, false);
      const place = event.currentTarget.querySelector(`[data-row="${CSS.escape(row.id)}"]`)?.getBoundingClientRect();
      onMenu(place ? { x: place.left + 48, y: place.bottom } : { x: event.clientX, y: event.clientY });
    },
  };
}

function elementAt(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
}

interface RowsProps extends Pick<OutlineTreeProps, 'rowMenu'> {
  outline: Outline;
  virtualizer: ReturnType<typeof useVisibleRows>;
  prefix: string;
}

/** Which rows are in the page. The tree itself is what scrolls, so this belongs to the component that draws it. */
function useVisibleRows(rows: readonly OutlineRow[], active: number, tree: RefObject<HTMLDivElement | null>) {
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
  return virtualizer;
}

function Rows({ outline: { rows, active, selected, expand }, virtualizer, prefix, rowMenu }: RowsProps) {
  return (
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
  );
}
