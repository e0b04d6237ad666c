import { equalJson } from '../../equal-json.ts';
import { mintId } from '../ids.ts';
import { groupsOf, notesOf, withCanvas } from '../canvas.ts';
import type { WorkflowDocument } from '../schema.ts';
import type { Sides } from './sides.ts';

/** What two writers both added under one id is two things; which of mine get which new id. */
export interface Renames {
  nodes: ReadonlyMap<string, string>;
  notes: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, string>;
}

/** Ids come from titles, so two people who each add an agent both call it `agent`. Theirs is saved and keeps the name. */
export function collidingIds(sides: Sides): Renames {
  return {
    nodes: freshIds(sides, ({ spec }) => spec.nodes),
    notes: freshIds(sides, notesOf),
    groups: freshIds(sides, groupsOf),
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

/** Notes and groups under other ids. */
export function renameOnCanvas(document: WorkflowDocument, ids: Pick<Renames, 'notes' | 'groups'>): WorkflowDocument {
  if (ids.notes.size + ids.groups.size === 0) return document;
  return withCanvas(document, {
    notes: notesOf(document).map((note) => ({ ...note, id: ids.notes.get(note.id) ?? note.id })),
    groups: groupsOf(document).map((group) => ({ ...group, id: ids.groups.get(group.id) ?? group.id })),
  });
}
