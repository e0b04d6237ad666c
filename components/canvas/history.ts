/**
 * A history of whole values. Edits share structure, so an entry costs what it changed; and going back gives the very
 * same objects, which is what lets the canvas keep its cards.
 */
export interface HistoryEntry<Value> {
  /** What it did, for "Undo …". */
  label: string;
  before: Value;
  after: Value;
  /** Edits with the same key follow each other into one entry: typing is one undo step, not one per letter. */
  key: string | null;
  atMs: number;
}

export interface History<Value> {
  past: readonly HistoryEntry<Value>[];
  future: readonly HistoryEntry<Value>[];
}

const LONGEST = 200;
const COALESCE_MS = 1_000;

export function emptyHistory<Value>(): History<Value> {
  return { past: [], future: [] };
}

/** Adds what was done. Whatever had been undone before is gone. */
export function record<Value>(history: History<Value>, entry: HistoryEntry<Value>): History<Value> {
  const last = history.past.at(-1);
  if (last && entry.key !== null && last.key === entry.key && entry.atMs - last.atMs <= COALESCE_MS) {
    return { past: [...history.past.slice(0, -1), { ...entry, before: last.before }], future: [] };
  }
  return { past: [...history.past, entry].slice(-LONGEST), future: [] };
}

/** Ends the entry that typing was flowing into: the next edit begins its own. */
export function seal<Value>(history: History<Value>): History<Value> {
  const last = history.past.at(-1);
  if (!last || last.key === null) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, key: null }] };
}

/** A step through the history: on `from` it gives `value`. Something else may stand there by now, if others changed it. */
export interface Step<Value> {
  history: History<Value>;
  from: Value;
  value: Value;
  label: string;
}

/** The same history about changed values, as when something in all of them got another name. */
export function mapHistory<Value>(history: History<Value>, change: (value: Value) => Value): History<Value> {
  // Neighbours share their values, and have to go on doing so.
  const changed = new Map<Value, Value>();
  const once = (value: Value): Value => {
    const next = changed.get(value) ?? change(value);
    changed.set(value, next);
    return next;
  };
  const entry = (item: HistoryEntry<Value>) => ({ ...item, before: once(item.before), after: once(item.after) });
  return { past: history.past.map(entry), future: history.future.map(entry) };
}

/** One step back, or null at the beginning. */
export function stepBack<Value>(history: History<Value>): Step<Value> | null {
  const last = history.past.at(-1);
  if (!last) return null;
  const undone = { ...last, key: null };
  return {
    history: { past: history.past.slice(0, -1), future: [undone, ...history.future] },
    from: last.after,
    value: last.before,
    label: last.label,
  };
}

/** One step forward again, or null when nothing was undone. */
export function stepForward<Value>(history: History<Value>): Step<Value> | null {
  const [next, ...rest] = history.future;
  if (!next) return null;
  const { before: from, after: value, label } = next;
  return { history: { past: [...history.past, next], future: rest }, from, value, label };
}
