import { mintId } from './ids.ts';
import type { WorkflowDocument } from './schema.ts';

type Notes = NonNullable<NonNullable<WorkflowDocument['spec']['canvas']>['notes']>;
export type Note = Notes[number];

/** Adds a note to the canvas. Notes never change what runs. */
export function addNote(
  document: WorkflowDocument,
  note: Omit<Note, 'id' | 'width' | 'height'> & Partial<Pick<Note, 'width' | 'height'>>,
): { document: WorkflowDocument; id: string } {
  const notes = notesOf(document);
  const id = mintId('note', new Set(notes.map((other) => other.id)));
  return { document: withNotes(document, [...notes, { width: 240, height: 120, ...note, id }]), id };
}

/** Changes the text, place or size of a note. */
export function updateNote(
  document: WorkflowDocument,
  id: string,
  change: Partial<Omit<Note, 'id'>>,
): WorkflowDocument {
  const notes = notesOf(document);
  if (!notes.some((note) => note.id === id)) return document;
  return withNotes(
    document,
    notes.map((note) => (note.id === id ? { ...note, ...change } : note)),
  );
}

export function removeNotes(document: WorkflowDocument, ids: Iterable<string>): WorkflowDocument {
  const gone = new Set(ids);
  const notes = notesOf(document);
  return notes.some((note) => gone.has(note.id))
    ? withNotes(
        document,
        notes.filter((note) => !gone.has(note.id)),
      )
    : document;
}

function notesOf(document: WorkflowDocument): Notes {
  return document.spec.canvas?.notes ?? [];
}

function withNotes(document: WorkflowDocument, notes: Notes): WorkflowDocument {
  const { canvas: _, ...spec } = document.spec;
  return { ...document, spec: notes.length > 0 ? { ...spec, canvas: { notes } } : spec };
}
