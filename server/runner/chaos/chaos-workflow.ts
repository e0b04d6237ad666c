import { buildDocument } from '#core/run/testing/build.ts';

/** Nodes that leave a mark outside. */
export const EFFECT_NODES = ['before', 'left', 'right', 'item', 'after'];

/** Parallel branches, a map, a gate, a timer that parks, a join and a loop: all that a death can meet. */
export const chaosWorkflow = buildDocument(
  [
    'start: start',
    'before: keyed',
    'left: keyed',
    'right: keyed',
    'gate: gate',
    ['pause: timer', { config: { dueMs: 3_500 } }],
    ['each: map', { config: { items: [1, 2, 3] } }],
    ['item: keyed', { parent: 'each' }],
    ['note: task', { config: { value: '{{ nodes.before.output }}' } }],
    'all: join',
    'after: keyed',
    ['done: end', { config: { value: '{{ nodes.after.output }}' } }],
  ],
  [
    'start -> before',
    'before -> left',
    'before -> right',
    'before -> each',
    'before -> note',
    'left -> gate',
    'right -> pause',
    'gate.approved -> all',
    'gate.rejected -> left max 3',
    'gate.rejected -> all',
    'pause -> all',
    'each -> all',
    'note -> all',
    'all -> after',
    'after -> done',
  ],
);
