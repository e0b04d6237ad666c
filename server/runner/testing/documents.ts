import type { WorkflowDocument } from '#core/graph/schema.ts';
import { buildDocument } from '#core/run/testing/build.ts';

/** Workflows of the test nodes that many tests need. */

/** A node `a` of this type between start and end; the run puts out what it put out. `settings`: the node's own. */
export function chain(type: string, settings: object = {}): WorkflowDocument {
  return buildDocument(
    ['start: start', [`a: ${type}`, settings], ['done: end', { config: { value: '{{ nodes.a.output }}' } }]],
    ['start -> a', 'a -> done'],
  );
}

/** A gate that must be approved. */
export const gated = buildDocument(
  ['start: start', 'gate: gate', 'done: end'],
  ['start -> gate', 'gate.approved -> done'],
);
