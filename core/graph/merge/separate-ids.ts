import { equalJson } from '../../equal-json.ts';
import { mintId } from '../ids.ts';
import type { WorkflowDocument } from '../schema.ts';
import type { Sides } from './sides.ts';

/** What two writers both added under one id is two things; which of mine get which new id. */
export interface Renames {
  nodes: ReadonlyMap<string, string>;
  notes: ReadonlyMap<string, string>;
}

/** Ids come from titles, so two people who each add an agent both call it `agent`. Theirs is saved and keeps the name. */
export function collidingIds(sides: Sides): Renames {
  return {
    nodes: freshIds(sides, ({ spec }) => spec.nodes),
    notes: freshIds(sides, ({ spec }) => spec.canvas?.notes ?? []),
  };
}

function freshIds(
  { base, mine, theirs }: Sides,
  list: (document: WorkflowDocument) => readonly { id: string }[],
): Map<string, string> {
  const known = new Set(list(base).map((element) => element.id));
  const saved = new Map(list(theirs).map((element) => [element.id, element]));
  const taken = new Set([...known, ...saved.keys(), ...list(mine).map((element) => element.id)]);
  const fresh = new Map<string, string>();
  for (const element of list(mine)) {
    const other = known.has(element.id) ? undefined : saved.get(element.id);
    // The very same on both sides is one thing that came both ways.
    if (!other || equalJson(other, element)) continue;
    const id = mintId(element.id, taken);
    taken.add(id);
    fresh.set(element.id, id);
  }
  return fresh;
}

/** Notes under other ids. */
export function renameNotes(document: WorkflowDocument, ids: ReadonlyMap<string, string>): WorkflowDocument {
  const notes = document.spec.canvas?.notes;
  if (!notes || ids.size === 0) return document;
  const renamed = notes.map((note) => ({ ...note, id: ids.get(note.id) ?? note.id }));
  return { ...document, spec: { ...document.spec, canvas: { notes: renamed } } };
}
