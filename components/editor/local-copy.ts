import { del, get, set } from 'idb-keyval';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { LocalCopy } from './autosave.ts';

export interface KeptDraft {
  baseRevision: number;
  document: WorkflowDocument;
}

const keyOf = (name: string): string => `fermata:draft:${name}`;

/** Unsaved work in the browser's own database: it survives a reload, a crash and a server that is away. */
export function localCopyOf(name: string): LocalCopy {
  return {
    write: (copy) => set(keyOf(name), copy),
    clear: () => del(keyOf(name)),
  };
}

/** What was kept, or null. A copy that this version cannot read is none. */
export async function readLocalCopy(name: string): Promise<KeptDraft | null> {
  const kept: unknown = await get(keyOf(name)).catch(() => null);
  if (typeof kept !== 'object' || kept === null || !('document' in kept) || !('baseRevision' in kept)) return null;
  const document = workflowDocumentSchema.safeParse(kept.document);
  return document.success && typeof kept.baseRevision === 'number'
    ? { baseRevision: kept.baseRevision, document: document.data }
    : null;
}
