import type { Mark } from '../mark-store.ts';
import type { Present } from '../presence-store.ts';
import type { ProblemState } from '../problem-store.ts';
import type { NodeRunSource } from '../run-source.ts';
import type { SelectionState } from '../selection-store.ts';

/** What is shown of a graph beside where its parts stand, as its stores have it now. */
export interface OverviewState {
  /** Null outside a run. */
  run: NodeRunSource | null;
  selection: SelectionState;
  problems: ProblemState;
  marks: ReadonlyMap<string, Mark>;
  /** Who else has a node selected. */
  lookers: ReadonlyMap<string, readonly Present[]>;
}

/** Where one looks, as React Flow counts it: pixels of the screen, from the corner of the canvas. */
export interface OverviewView {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

/** The elements on the path of the problem that is shown; null when none is: everything else steps back. */
export function litElements({ problems }: OverviewState): ReadonlySet<string> | null {
  return problems.shown ? new Set(problems.shown.trail ?? []) : null;
}

const MARK_COLOURS = {
  added: 'succeeded',
  removed: 'failed',
  changed: 'accent',
  moved: 'muted',
  contested: 'waiting',
} as const satisfies Record<Mark, string>;

export function markColour(mark: Mark): (typeof MARK_COLOURS)[Mark] {
  return MARK_COLOURS[mark];
}
