import type { WorkflowDocument } from './schema.ts';

type Canvas = NonNullable<WorkflowDocument['spec']['canvas']>;
export type Note = NonNullable<Canvas['notes']>[number];
export type Group = NonNullable<Canvas['groups']>[number];

export function notesOf({ spec }: WorkflowDocument): readonly Note[] {
  return spec.canvas?.notes ?? [];
}

export function groupsOf({ spec }: WorkflowDocument): readonly Group[] {
  return spec.canvas?.groups ?? [];
}

/** A document with these notes and groups; of what is not given, its own. What is empty stays unsaid. */
export function withCanvas(
  document: WorkflowDocument,
  change: { notes?: readonly Note[]; groups?: readonly Group[] },
): WorkflowDocument {
  const { canvas: _, ...spec } = document.spec;
  const notes = change.notes ?? notesOf(document);
  const groups = change.groups ?? groupsOf(document);
  const canvas: Canvas = {
    ...(notes.length > 0 ? { notes: [...notes] } : {}),
    ...(groups.length > 0 ? { groups: [...groups] } : {}),
  };
  return { ...document, spec: notes.length + groups.length > 0 ? { ...spec, canvas } : spec };
}
