import type { WorkflowDocument } from '#core/graph/schema.ts';
import { buildDocument } from '#core/run/testing/build.ts';

/** Workflows of the engine's own test nodes. */

/** Behind a gate a node that writes down when it began. */
export const gatedTask = buildDocument(
  ['start: start', 'gate: gate', 'next: task', 'done: end'],
  ['start -> gate', 'gate.approved -> next', 'next -> done'],
);

export function chainOf(type: string, length: number): WorkflowDocument {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const path = ['start', ...ids, 'done'];
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: ${type}`), 'done: end'],
    path.slice(1).map((id, index) => `${path[index]} -> ${id}`),
  );
}

export function fanOf(width: number): WorkflowDocument {
  const ids = Array.from({ length: width }, (_, index) => `n${index}`);
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: task`), 'all: join', 'done: end'],
    [...ids.flatMap((id) => [`start -> ${id}`, `${id} -> all`]), 'all -> done'],
  );
}
