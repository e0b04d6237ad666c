import { equalJson } from '#core/equal-json.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { GraphState } from '#components/canvas/graph-store.ts';
import type { History, HistoryEntry } from '#components/canvas/history.ts';

/** Changes when an entry does: what another version kept is not read. */
const FORMAT = 1;
/** Steps that outlive a reload. Documents share what they do not change, also where they are kept. */
const LONGEST = 50;

export interface KeptHistory {
  format: number;
  /** What stood on the canvas; the steps belong to nothing else. */
  document: WorkflowDocument;
  history: History<WorkflowDocument>;
}

/** A history as it is kept in the browser. Typing ends with the page: it flows into no entry from before. */
export function packHistory({ document, history }: Pick<GraphState, 'document' | 'history'>): KeptHistory {
  const sealed = (entry: HistoryEntry<WorkflowDocument>) => ({ ...entry, key: null });
  return {
    format: FORMAT,
    document,
    history: { past: history.past.slice(-LONGEST).map(sealed), future: history.future.slice(0, LONGEST).map(sealed) },
  };
}

/**
 * The steps that lead to a document, or null when what was kept belongs to another one: somebody else saved meanwhile.
 * The document itself takes the place of its copy, so that going back and forth gives the very same objects.
 */
export function unpackHistory(kept: unknown, document: WorkflowDocument): History<WorkflowDocument> | null {
  if (!isKept(kept) || !equalJson(kept.document, document)) return null;
  const same = (value: WorkflowDocument) => (value === kept.document ? document : value);
  const joined = (entry: HistoryEntry<WorkflowDocument>) => ({
    ...entry,
    before: same(entry.before),
    after: same(entry.after),
  });
  return { past: kept.history.past.map(joined), future: kept.history.future.map(joined) };
}

function isKept(kept: unknown): kept is KeptHistory {
  return typeof kept === 'object' && kept !== null && 'format' in kept && kept.format === FORMAT;
}
