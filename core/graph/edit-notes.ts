import { type Note, notesOf, withCanvas } from './canvas.ts';
import { mintId } from './ids.ts';
import type { WorkflowDocument } from './schema.ts';

/** Adds a note to the canvas. Notes never change what runs. */
export function addNote(
  document: WorkflowDocument,
  note: Omit<Note, 'id' | 'width' | 'height'> & Partial<Pick<Note, 'width' | 'height'>>,
): { document: WorkflowDocument; id: string } {
  const notes = notesOf(document);
  const id = mintId('note', new Set(notes.map((other) => other.id)));
  return { document: withCanvas(document, { notes: [...notes, { width: 240, height: 120, ...note, id }] }), id };
}

/** Changes the text, place or size of a note. */
export function updateNote(
  document: WorkflowDocument,
  id: string,
  change: Partial<Omit<Note, 'id'>>,
): WorkflowDocument {
  const notes = notesOf(document);
  if (!notes.some((note) => note.id === id)) return document;
  return withCanvas(document, { notes: notes.map((note) => (note.id === id ? { ...note, ...change } : note)) });
}

export function removeNotes(document: WorkflowDocument, ids: Iterable<string>): WorkflowDocument {
  const gone = new Set(ids);
  const notes = notesOf(document);
  return notes.some((note) => gone.has(note.id))
    ? withCanvas(document, { notes: notes.filter((note) => !gone.has(note.id)) })
    : document;
}
