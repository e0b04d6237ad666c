import { expect, test } from 'vitest';
import { coloursFor } from './person-colour.ts';

const ids = Array.from({ length: 40 }, (_, n) => `0197-${n * 7919}`);
const own = (id: string) => coloursFor([], [id]).get(id) ?? 1;
const alike = ids.filter((id) => own(id) === own(ids[0] ?? ''));

test('everybody has a colour of their own, the same wherever they are seen, and all colours are used', () => {
  expect(new Set(ids.map(own)).size).toBe(6);
  expect(ids.map(own)).toEqual(ids.map(own));
});

test('of those who are here together, no two have one colour as long as there is a free one', () => {
  expect(alike.length).toBeGreaterThan(3);
  for (const crowd of [alike.slice(0, 6), ids.slice(0, 6), ids.slice(10, 16)])
    expect(new Set(coloursFor([], crowd).values()).size).toBe(crowd.length);
  expect(coloursFor([], ids).size).toBe(ids.length);
});

test('whoever comes takes nobody their colour, and whoever goes changes nobody else', () => {
  const [first = '', second = '', third = ''] = alike;
  const two = coloursFor([], [second, third]);
  const before = [...two].map(([id, colour]) => ({ id, colour }));
  const three = coloursFor(before, [first, second, third]);
  expect([three.get(second), three.get(third)]).toEqual([two.get(second), two.get(third)]);
  expect(new Set(three.values()).size).toBe(3);
  expect(coloursFor(before, [third]).get(third)).toBe(two.get(third));
});
