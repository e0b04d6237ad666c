import type { WorkflowDocument } from '#core/graph/schema.ts';

/**
 * Something that must not happen. `lost`, `doubled`: an effect, an event or an end. `stuck`: a run that does not go on.
 * `zombie`: a write of a process that did not hold the run. `different`: a run that ended otherwise than it would have
 * without faults.
 */
export interface Problem {
  kind: 'lost' | 'doubled' | 'stuck' | 'zombie' | 'different';
  what: string;
  /** With which the run can be repeated; absent when it belongs to none. */
  seed?: number;
  runId?: string;
  document?: WorkflowDocument;
}
