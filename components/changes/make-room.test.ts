import { expect, test } from 'vitest';
import { absoluteBoxes } from '#components/canvas/to-flow.ts';
import { moveNodes } from '#core/graph/edit.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { testRegistry } from '#core/graph/testing/test-registry.ts';
import { makeRoom } from './make-room.ts';

const at = (places: Record<string, { x: number; y: number }>) =>
  moveNodes(
    buildDocument({ start: 'start', old: 'task', older: 'task', fresh: 'task' }, []),
    new Map(Object.entries(places)),
  );
const yOf = (document: ReturnType<typeof at>, id: string) => absoluteBoxes(document, testRegistry).get(id)?.y ?? NaN;

test('what is gone stands below what took its place, and each in a place of its own', () => {
  const place = { x: 400, y: 80 };
  const document = at({ start: { x: 0, y: 80 }, fresh: place, old: place, older: place });
  const shown = makeRoom(document, testRegistry, (id) => id.startsWith('old'));
  expect(yOf(shown, 'fresh')).toBe(80);
  const height = absoluteBoxes(shown, testRegistry).get('fresh')?.height ?? NaN;
  expect(yOf(shown, 'old')).toBeGreaterThanOrEqual(80 + height);
  expect(yOf(shown, 'older')).toBeGreaterThanOrEqual(yOf(shown, 'old') + height);
});

test('where nothing is in the way, nothing moves', () => {
  const document = at({ fresh: { x: 400, y: 80 }, old: { x: 400, y: 400 }, older: { x: 800, y: 80 } });
  expect(makeRoom(document, testRegistry, (id) => id.startsWith('old'))).toBe(document);
});

test('a map in the place of what is gone is a thing in the way, the map it was in is not', () => {
  const place = { x: 400, y: 80 };
  const nodes = { each: 'map', item: { type: 'task', parent: 'each' }, old: 'task' };
  const moved = new Map(Object.entries({ each: place, item: { x: 40, y: 56 }, old: { x: 440, y: 100 } }));
  const document = moveNodes(buildDocument(nodes, []), moved);
  const shown = makeRoom(document, testRegistry, (id) => id !== 'each');
  const each = absoluteBoxes(shown, testRegistry).get('each');
  expect(yOf(shown, 'old')).toBeGreaterThanOrEqual(80 + (each?.height ?? NaN));
  expect(yOf(shown, 'item')).toBe(136);
});
