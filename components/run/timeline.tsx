'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { cn } from '#components/ui/cn.ts';
import { NODE_STATUS_LOOK, StatusIcon } from '#components/ui/status.tsx';
import { formatDuration } from '#core/duration.ts';
import { createTimeScale, type TimeScale } from './time-scale.ts';
import { type TimelineBar, type TimelineRow, createTimelineRows } from './timeline-rows.ts';
import { useCalmRunState, useRunClock } from './use-run.ts';

export interface TimelineProps {
  titleOf(nodeId: string): string;
  /** The selected execution's key. */
  selected: string | null;
  onSelect(key: string): void;
  /** The hovered node, so that canvas and timeline move in step. */
  hovered: string | null;
  onHover(nodeId: string | null): void;
}

/** Of a row, until it has been measured. */
const ROW_HEIGHT = 29;
/** Rows drawn beyond what is seen, so that a scroll or the next Tab finds them. */
const OVERSCAN = 12;

/**
 * Executions as rows: queued (hatched), running and waiting-for-a-person time on one axis. Only the rows in view are in
 * the page: a run has thousands.
 */
export function Timeline({ titleOf, selected, onSelect, hovered, onHover }: TimelineProps) {
  const state = useCalmRunState();
  const nowMs = useRunClock(state);
  const rowsOf = useMemo(() => createTimelineRows(titleOf), [titleOf]);
  const rows = rowsOf(state, nowMs);
  const scale = useMemo(() => scaleOf(rows, nowMs), [rows, nowMs]);
  const { list, virtualizer } = useVisibleRows(rows);
  if (rows.length === 0) {
    return <p className="px-4 py-6 text-sm text-muted">Nothing has started yet.</p>;
  }
  return (
    <ol ref={list} aria-label="Timeline" className="relative min-w-0" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        return (
          <li
            key={row.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
          >
            <button
              type="button"
              aria-current={row.key === selected || undefined}
              onClick={() => onSelect(row.key)}
              onMouseEnter={() => onHover(row.nodeId)}
              onMouseLeave={() => onHover(null)}
              onFocus={() => onHover(row.nodeId)}
              onBlur={() => onHover(null)}
              className={cn(
                'grid w-full grid-cols-[13rem_minmax(0,1fr)_4.5rem] items-center gap-3 border-b border-line/60 px-4 py-1 text-left outline-offset-[-2px] hover:bg-hover max-sm:grid-cols-[8.5rem_minmax(0,1fr)_4rem] touch:min-h-11',
                row.nodeId === hovered && 'bg-hover',
                row.key === selected && 'bg-accent-soft hover:bg-accent-soft',
              )}
            >
              <RowTitle row={row} />
              <Bars row={row} scale={scale} />
              <span className="text-right text-xs text-muted tabular-nums">{formatDuration(row.totalMs)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** What scrolls the list is the panel around it, or on a phone the page: it is looked for. */
function useVisibleRows(rows: TimelineRow[]) {
  const list = useRef<HTMLOListElement>(null);
  const virtualizer = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scrollerOf(list.current),
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: marginOf(list.current),
  });
  return { list, virtualizer };
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let around = element?.parentElement; around; around = around.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(around).overflowY)) return around;
  }
  return null;
}

/** How far below the upper end of what scrolls the list begins. */
function marginOf(list: HTMLElement | null): number {
  const scroller = scrollerOf(list);
  if (!list || !scroller) return 0;
  return list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

function scaleOf(rows: TimelineRow[], nowMs: number): TimeScale {
  const bars = rows.flatMap((row) => row.bars);
  const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY);
  const to = bars.reduce((most, bar) => Math.max(most, bar.to), from + 1);
  const busy = bars.filter((bar) => bar.kind === 'running' || bar.kind === 'queued');
  return createTimeScale(Number.isFinite(from) ? { from, to } : { from: nowMs, to: nowMs + 1 }, busy);
}

function RowTitle({ row }: { row: TimelineRow }) {
  const look = NODE_STATUS_LOOK[row.status];
  return (
    <span className="flex min-w-0 items-center gap-2 text-sm" style={{ paddingLeft: row.depth * 16 }}>
      <StatusIcon look={look} className={look.ink} />
      <span className="truncate">{row.title}</span>
      <span className="sr-only">{look.word}</span>
    </span>
  );
}

function Bars({ row, scale }: { row: TimelineRow; scale: TimeScale }) {
  return (
    <span aria-hidden className="relative block h-3.5">
      {scale.gaps.map((gap) => (
        <span
          key={gap.x}
          title={`${formatDuration(gap.ms)} without work`}
          className="absolute inset-y-0 border-x border-dashed border-control/60"
          style={{ left: percent(gap.x), width: percent(gap.width) }}
        />
      ))}
      {row.bars.map((bar) => (
        <Bar key={`${bar.kind}-${bar.from}`} bar={bar} row={row} scale={scale} />
      ))}
    </span>
  );
}

const BAR_LOOK: Record<TimelineBar['kind'], string> = {
  queued: 'hatched text-control',
  running: 'bg-succeeded/75',
  waiting: 'border border-waiting bg-waiting-soft',
  retrying: 'hatched border border-dashed border-failed text-failed/60',
};

function Bar({ bar, row, scale }: { bar: TimelineBar; row: TimelineRow; scale: TimeScale }) {
  const { status } = row;
  const left = scale.x(bar.from);
  const width = scale.x(bar.to) - left;
  return (
    <span
      data-bar
      className={cn(
        'absolute inset-y-0 min-w-[3px] rounded-sm',
        BAR_LOOK[bar.kind],
        bar.kind === 'waiting' && !row.needsPerson && 'border-control bg-hover',
        bar.kind === 'running' && bar.live && 'bg-running/75',
        bar.kind === 'running' && !bar.live && status === 'failed' && 'bg-failed/75',
        bar.kind === 'running' && !bar.live && status === 'cancelled' && 'bg-queued/60',
      )}
      style={{ left: percent(left), width: percent(width) }}
    />
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

export function TimelineLegend() {
  return (
    <p className="flex items-center gap-3 text-2xs text-muted max-sm:hidden">
      <LegendItem className="hatched text-control">queued</LegendItem>
      <LegendItem className="bg-succeeded/75">running</LegendItem>
      <LegendItem className="border border-waiting bg-waiting-soft">waiting for a person</LegendItem>
    </p>
  );
}

function LegendItem({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span data-bar aria-hidden className={cn('inline-block h-2 w-3.5 rounded-sm', className)} />
      {children}
    </span>
  );
}
