import type { OutlineRow } from './rows.ts';

/** What a key does in the tree. */
export type TreeMove =
  | { kind: 'go'; index: number }
  | { kind: 'expand'; id: string; open: boolean }
  /** It is a key of the tree, and there is nowhere to go. */
  | { kind: 'stay' };

/** The keys of a tree as ARIA has them. Null for a key that is none of the tree's. */
export function treeMove(rows: readonly OutlineRow[], at: number, key: string): TreeMove | null {
  const row = rows[at];
  if (!row) return null;
  switch (key) {
    case 'ArrowDown':
      return go(rows, at + 1);
    case 'ArrowUp':
      return go(rows, at - 1);
    case 'Home':
      return go(rows, 0);
    case 'End':
      return go(rows, rows.length - 1);
    case 'ArrowRight':
      if (row.expanded === null) return { kind: 'stay' };
      return row.expanded ? go(rows, at + 1) : { kind: 'expand', id: row.id, open: true };
    case 'ArrowLeft':
      if (row.expanded === true) return { kind: 'expand', id: row.id, open: false };
      return go(
        rows,
        rows.findIndex(({ id }) => id === row.parent),
      );
    default:
      return null;
  }
}

function go(rows: readonly OutlineRow[], index: number): TreeMove {
  return index >= 0 && index < rows.length ? { kind: 'go', index } : { kind: 'stay' };
}
