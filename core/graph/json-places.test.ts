import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../expr/config-path.ts';
import type { Json } from '../json.ts';
import { jsonMistake, lineAndColumn, placeInJson } from './json-places.ts';

function pathsIn(value: Json, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

test('every value of a JSON text is found by its path', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (given, indent) => {
      const text = JSON.stringify(given, null, indent);
      const value = JSON.parse(text) as Json;
      for (const path of pathsIn(value)) {
        const { start, end } = placeInJson(text, path);
        expect(JSON.parse(text.slice(start, end))).toEqual(valueAt(value, path));
      }
    }),
  );
});

test('a path that leads too far is answered with what is there', () => {
  const text = '{"a": {"b": 1}}';
  expect(placeInJson(text, ['a', 'c', 'd'])).toEqual({ start: 6, end: 14 });
});

test.each([
  ['{"a": 1,}', 'A comma stands before }', 1, 9],
  ['{\n  "a": 1\n  "b": 2\n}', 'A comma or a colon is missing before "b"', 3, 3],
  ["{'a': 1}", 'Texts stand in double quotes', 1, 2],
  ['{"a": [1, 2}', 'This } closes nothing', 1, 12],
  ['{"a": 1', 'The text ends too early: something is not closed', 1, 8],
  ['{"a": yes}', 'yes does not belong here', 1, 7],
])('%j: %s', (text, message, line, column) => {
  const mistake = jsonMistake(text);
  expect(mistake?.message).toBe(message);
  expect(lineAndColumn(text, mistake?.range.start ?? -1)).toEqual({ line, column });
});

test('what can be parsed has no mistake', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => jsonMistake(JSON.stringify(value)) === null));
});
