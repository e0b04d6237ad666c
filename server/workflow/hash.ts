import type { WorkflowDocument } from '#core/graph/schema.ts';
import { hashJson } from '#server/ids.ts';

/** Names a document by its content: equal documents have equal hashes, whatever the order of their keys. */
export function documentHash(document: WorkflowDocument): string {
  return hashJson(document);
}
