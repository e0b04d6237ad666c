import type { WorkflowDocument } from './schema.ts';

const MAX_LENGTH = 64;
/** What every object has by that name: runs keep their nodes by id in objects. */
export const INHERITED_ID = 'constructor';
/** Beside it, words of the expression language: `nodes.in` could not be written. */
const RESERVED = [INHERITED_ID, 'in', 'true', 'false', 'null'];

/** An id from a title, unique among `taken`: `Write draft` gives `write_draft`, then `write_draft_2`. */
export function mintId(title: string, taken: ReadonlySet<string>): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_');
  const base =
    words
      .replace(/^[^a-z]+/, '')
      .replace(/_+$/, '')
      .slice(0, MAX_LENGTH) || 'node';
  const free = (id: string): boolean => !taken.has(id) && !RESERVED.includes(id);
  if (free(base)) return base;
  for (let n = 2; ; n++) {
    const suffix = `_${n}`;
    const id = base.slice(0, MAX_LENGTH - suffix.length) + suffix;
    if (free(id)) return id;
  }
}

export function nodeIds(document: WorkflowDocument): Set<string> {
  return new Set(document.spec.nodes.map((node) => node.id));
}
