import { expect, test } from 'vitest';
import { queueLabel, queueSentence } from './queue-words.ts';

test('a queued run says what is going on instead of it, and how many come first', () => {
  const workflow = { reason: 'workflow', going: 3, places: 3, key: null } as const;
  expect(queueSentence({ ...workflow, position: 1 })).toBe(
    'Waiting for a free place: 3 of 3 runs of this workflow are going on. This one is next.',
  );
  expect(queueSentence({ ...workflow, going: 1, places: 1, position: 2 })).toBe(
    'Waiting for a free place: 1 of 1 run of this workflow is going on. 1 waits before this one.',
  );
  expect(queueSentence({ reason: 'key', going: 1, places: 1, key: 'acme', position: 4 })).toBe(
    'Waiting for a free place: 1 of 1 run with the key “acme” is going on. 3 wait before this one.',
  );
  expect(queueSentence({ reason: 'workspace', going: 9, places: 5, key: null, position: 3 })).toContain(
    '9 of 5 runs of this workspace are going on',
  );
});

test('a list says it in few words, however long the key is', () => {
  expect(queueLabel({ reason: 'workspace', going: 1, places: 1, key: null })).toBe('Queued: workspace is full');
  expect(queueLabel({ reason: 'key', going: 1, places: 1, key: 'k'.repeat(100) }).length).toBeLessThan(40);
});
