import { expect, test } from 'vitest';
import { storable } from './storable.ts';

test('NUL and lone surrogates become U+FFFD, in keys too; pairs stay', () => {
  expect(storable({ 'a\0': 'x\0y', b: ['\uD800', 'ok \u{1F600}'] })).toEqual({
    'a\uFFFD': 'x\uFFFDy',
    b: ['\uFFFD', 'ok \u{1F600}'],
  });
});

test('a __proto__ key is plain data and changes no prototype', () => {
  const value = storable(JSON.parse('{"__proto__": {"admin": true}, "a": 1}'));
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true},"a":1}');
  expect((value as { admin?: boolean }).admin).toBeUndefined();
});

test('64 levels are kept, more are refused, and so are cycles', () => {
  const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
  expect(storable(nest(64))).toEqual(nest(64));
  expect(() => storable(nest(65))).toThrow('nested more than 64 levels deep');
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(() => storable(cycle)).toThrow('nested more than 64 levels deep');
});

test('what JSON cannot say is treated as JSON.stringify does', () => {
  const at = new Date('2026-01-02T03:04:05.000Z');
  expect(storable({ at, gone: undefined, f: () => 1, nan: Number.NaN, list: [undefined, 1], big: 12n })).toEqual({
    at: '2026-01-02T03:04:05.000Z',
    nan: null,
    list: [null, 1],
    big: '12',
  });
  expect(storable(undefined)).toBeNull();
});
