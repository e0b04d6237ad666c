import { assertNever } from '#core/assert-never.ts';
import type { Execution, RunState, Span } from '#core/run/state.ts';

export interface TimelineBar {
  kind: Span['kind'];
  from: number;
  to: number;
  /** It still lasts: `to` is now. */
  live: boolean;
}

export interface TimelineRow {
  key: string;
  nodeId: string;
  title: string;
  /** Nesting inside maps, 0 at the top. */
  depth: number;
  status: Execution['status'];
  /** Its waiting time is a person's, not a timer's. */
  needsPerson: boolean;
  bars: TimelineBar[];
  /** When its first bar begins, in milliseconds since the epoch. */
  begin: number;
  /** Busy plus waiting time of all bars. */
  totalMs: number;
}

/** Skipped nodes took no time and would only push the others out of view. */
function hasTime(execution: Execution): boolean {
  switch (execution.status) {
    case 'queued':
    case 'running':
    case 'waiting':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return execution.spans.length > 0;
    case 'skipped':
      return false;
    default:
      return assertNever(execution, 'execution');
  }
}

/** Rows of executions whose bars are all closed. Executions are replaced when they change, so these stay true. */
type ClosedRows = WeakMap<Execution, TimelineRow>;

/**
 * Makes the rows of the timeline: executions by the moment they began, those of a map's items below the map. `nowMs`
 * closes bars that still last. Rows of what has ended are made once: a run of thousands is looked at while it runs.
 */
export function createTimelineRows(
  titleOf: (nodeId: string) => string,
): (state: RunState, nowMs: number) => TimelineRow[] {
  const closed: ClosedRows = new WeakMap();
  return (state, nowMs) => timelineRows(state, nowMs, titleOf, closed);
}

function timelineRows(
  state: RunState,
  nowMs: number,
  titleOf: (nodeId: string) => string,
  closed: ClosedRows,
): TimelineRow[] {
  const rowOf = (execution: Execution, depth: number): TimelineRow => {
    const known = closed.get(execution);
    if (known) return known;
    const row = toRow(execution, titleOf(execution.nodeId), depth, nowMs);
    if (!row.bars.some((bar) => bar.live)) closed.set(execution, row);
    return row;
  };
  const children = new Map<string, Execution[]>();
  for (const execution of Object.values(state.executions)) {
    if (!hasTime(execution)) continue;
    const parent = state.scopes[execution.scope]?.item?.map ?? '';
    const siblings = children.get(parent);
    if (siblings) siblings.push(execution);
    else children.set(parent, [execution]);
  }
  const rows: TimelineRow[] = [];
  const visit = (parent: string, depth: number): void => {
    const own = (children.get(parent) ?? []).map((execution) => rowOf(execution, depth));
    for (const row of own.sort((a, b) => a.begin - b.begin || Number(isInstant(b)) - Number(isInstant(a)))) {
      rows.push(row);
      visit(row.key, depth + 1);
    }
  };
  visit('', 0);
  return rows;
}

/** Begun and over in one millisecond: it came before what began in the same one and still lasts. */
function isInstant({ bars, begin }: TimelineRow): boolean {
  return bars.every((bar) => bar.to === begin && !bar.live);
}

function toRow(execution: Execution, title: string, depth: number, nowMs: number): TimelineRow {
  const bars = execution.spans.map((span): TimelineBar => {
    const from = Date.parse(span.from);
    return {
      kind: span.kind,
      from,
      to: span.to === undefined ? Math.max(nowMs, from) : Date.parse(span.to),
      live: span.to === undefined,
    };
  });
  return {
    key: execution.key,
    nodeId: execution.nodeId,
    title: title + suffixOf(execution),
    depth,
    status: execution.status,
    needsPerson: needsPerson(execution),
    bars,
    begin: bars[0]?.from ?? 0,
    totalMs: bars.reduce((sum, bar) => sum + (bar.to - bar.from), 0),
  };
}

/** Whether an execution waits, or waited, for somebody rather than for a moment. */
export function needsPerson(execution: Execution): boolean {
  if (execution.status === 'waiting') return execution.reason === 'approval' || execution.reason === 'outcome_unknown';
  return execution.approvalId !== undefined || execution.resolved !== undefined;
}

/** `[2]` for an item of a map, `· round 2` for a later iteration, `· 1 of 2` while a gate waits for more. */
function suffixOf(execution: Execution): string {
  const item = /\[(\d+)\]$/.exec(execution.scope)?.[1];
  const { status, votes } = execution;
  return [
    item === undefined ? '' : ` [${item}]`,
    execution.iteration > 1 ? ` · round ${execution.iteration}` : '',
    status === 'waiting' && votes ? ` · ${votes.approvedBy.length} of ${votes.required}` : '',
  ].join('');
}
