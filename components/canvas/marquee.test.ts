import { expect, test } from 'vitest';
import { createMarquee } from './marquee.ts';
import { createSelectionStore, select, withSelectChanges } from './selection-store.ts';

const changes = (nodes: Record<string, boolean>) => Object.entries(nodes).map(([id, selected]) => ({ id, selected }));

test.each([
  ['with Shift it adds to what was selected', true, ['a', 'c']],
  ['without, it selects what it covers', false, ['c']],
])('a marquee: %s', (_, shift, expected) => {
  const selection = createSelectionStore();
  const marquee = createMarquee(selection);
  const fold = (nodes: Record<string, boolean>) =>
    selection.setState((state) => ({ nodes: withSelectChanges(state.nodes, changes(nodes), marquee.kept().nodes) }));
  select(selection, { nodes: ['a'] });
  marquee.remember();
  // React Flow selects nothing, says that a marquee begins, and tells what it covers, and no longer covers.
  fold({ a: false });
  marquee.start(shift);
  fold({ b: true, c: true });
  fold({ a: false, b: false });
  marquee.end();
  expect([...selection.getState().nodes]).toEqual(expected);
  fold({ a: false });
  expect(selection.getState().nodes.has('a')).toBe(false);
});
