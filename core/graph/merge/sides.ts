import type { WorkflowDocument } from '../schema.ts';

/** A document as it was, and as two writers left it. */
export interface Sides {
  base: WorkflowDocument;
  mine: WorkflowDocument;
  theirs: WorkflowDocument;
}
