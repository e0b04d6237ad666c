import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { select } from '#components/canvas/selection-store.ts';
import type { SelectionState, SelectionStore } from '#components/canvas/selection-store.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { outlineRows } from './rows.ts';
import type { Expansion, OutlineRow } from './rows.ts';
import { treeMove } from './walk.ts';

const NOTHING: Expansion = new Map();

interface OutlineParts {
  document: WorkflowDocument;
  registry: NodeRegistry;
  selection: SelectionStore;
}

/**
 * Rows, the active one and what moves it. The active row follows the selection, wherever that was made; when it goes
 * away, the row that comes to its place is the next one.
 */
export function useOutline({ document, registry, selection }: OutlineParts) {
  const [expansion, setExpansion] = useState<Expansion>(NOTHING);
  const rows = useMemo(() => outlineRows(document, registry, expansion), [document, registry, expansion]);
  const state = useStore(selection);
  const [cursor, setCursor] = useState<{ id: string | null; index: number }>({ id: null, index: 0 });
  const only = onlyElement(state);
  const active = activeIndex(rows, only ?? cursor.id, cursor.index);
  const current = rows[active];
  // Remembered for when the row is gone.
  useEffect(() => {
    setCursor((known) => {
      const id = current?.id ?? null;
      return known.id === id && known.index === active ? known : { id, index: Math.max(0, active) };
    });
  }, [current?.id, active]);
  useSelectedAgain(document, current, selection);

  const expand = (id: string, open: boolean): void => setExpansion((known) => new Map(known).set(id, open));
  const pick = (row: OutlineRow, add: boolean): void => {
    setCursor({ id: row.id, index: rows.indexOf(row) });
    selectRow(selection, row, add);
  };
  /** Whether the key was the tree's. A row that is only active is selected first: keys act on what is selected. */
  const press = ({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    if (altKey || ctrlKey || metaKey || !current) return false;
    const { nodes, edges } = selection.getState();
    const isNothing = nodes.size + edges.size === 0;
    const move = treeMove(rows, active, key);
    if (isNothing && key !== 'Escape' && key !== 'Tab' && key !== 'Shift' && move?.kind !== 'go')
      selectRow(selection, current, false);
    if (move?.kind === 'expand') expand(move.id, move.open);
    const next = move?.kind === 'go' ? rows[move.index] : undefined;
    if (next) pick(next, shiftKey);
    return move !== null || key === ' ';
  };
  return { rows, active, selected: selectedIds(state), press, pick, expand };
}

/** After an edit took the selected row away, the one that is active now is selected, if the tree has the focus. */
function useSelectedAgain(
  document: WorkflowDocument,
  current: OutlineRow | undefined,
  selection: SelectionStore,
): void {
  const latest = useRef(current);
  latest.current = current;
  const seen = useRef(document);
  useEffect(() => {
    if (seen.current === document) return;
    seen.current = document;
    const { nodes, edges } = selection.getState();
    const hasFocus = window.document.activeElement?.getAttribute('role') === 'tree';
    if (hasFocus && latest.current && nodes.size + edges.size === 0) selectRow(selection, latest.current, false);
  }, [document, selection]);
}

function selectRow(selection: SelectionStore, row: OutlineRow, add: boolean): void {
  const { nodes, edges } = selection.getState();
  const own = row.kind === 'wire' ? { nodes: [], edges: [row.id] } : { nodes: [row.id], edges: [] };
  if (!add) select(selection, own);
  // What was reached last comes last.
  else
    select(selection, {
      nodes: [...[...nodes].filter((id) => id !== row.id), ...own.nodes],
      edges: [...edges, ...own.edges],
    });
}

/** The one thing that is selected; null for none or several. */
function onlyElement({ nodes, edges }: SelectionState): string | null {
  const [first] = [...nodes, ...edges];
  return nodes.size + edges.size === 1 ? (first ?? null) : null;
}

function selectedIds({ nodes, edges }: SelectionState): ReadonlySet<string> {
  return nodes.union(edges);
}

/** The row of an element, else the one at its place. -1 where there are none. */
function activeIndex(rows: readonly OutlineRow[], id: string | null, index: number): number {
  const found = rows.findIndex((row) => row.id === id);
  return found >= 0 ? found : Math.min(index, rows.length - 1);
}
