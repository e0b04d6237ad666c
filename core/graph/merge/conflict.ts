import type { FieldChange } from '../diff.ts';
import type { ElementRef, FieldPath } from '../elements.ts';
import type { ThreeSides } from './merge-values.ts';

/** What two writers did that cannot both stand. In the merged document mine stands. */
export type Conflict =
  /** Both changed one field to something else. An empty path is the whole element, which both added. */
  | ({ kind: 'field'; element: ElementRef; path: FieldPath } & ThreeSides)
  /**
   * One side deleted what the other one changed, or put to use: `changes` of the side that kept it may be empty when
   * only its wires or what it holds changed. A node comes with its wires, a map with all that it holds.
   */
  | { kind: 'presence'; element: ElementRef; deletedBy: 'mine' | 'theirs'; changes: FieldChange[] };

/** The same for the same place, from one merge to the next. */
export function conflictKey(conflict: Conflict): string {
  const { kind, id } = conflict.element;
  return JSON.stringify([kind, id, conflict.kind === 'field' ? conflict.path : null]);
}
