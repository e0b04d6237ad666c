import { FermataError } from '#core/errors.ts';
import { checkDocument } from '#core/graph/document.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { storable } from '#server/db/storable.ts';

/**
 * A document as a client sent it, in the shape of this release and safe to store.
 * @param name what its `metadata.name` must be: the name of a workflow is fixed.
 * @throws FermataError VALIDATION with the path of everything that is wrong.
 */
export function readDocument(value: unknown, name: string): WorkflowDocument {
  const document = checkDocument(storable(value), nodeDefinitions);
  if (document.metadata.name !== name) {
    throw new FermataError('VALIDATION', `The document is named "${document.metadata.name}", not "${name}".`, {
      details: [{ path: ['metadata', 'name'], message: `Must be "${name}": the name of a workflow never changes.` }],
    });
  }
  return document;
}
