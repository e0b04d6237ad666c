import { describe, expect, test } from 'vitest';
import { conditionSpot, insertion, templateSpot } from './template-completion.ts';

const at = (marked: string) => ({ text: marked.replace('|', ''), offset: marked.indexOf('|') });
const spot = (marked: string, explicit = false) => {
  const { text, offset } = at(marked);
  return templateSpot(text, offset, explicit);
};

describe('the picker in a template', () => {
  test.each([
    ['Dear /|', { from: 5, to: 6, wrap: true }],
    ['/ti|', { from: 0, to: 3, wrap: true }],
    ['{{|', { from: 2, to: 2, wrap: false }],
    ['{{ input.ti|', { from: 3, to: 11, wrap: false }],
    ['a {{ x }} {{ nodes.|}}', { from: 13, to: 19, wrap: false }],
  ])('opens at %s', (marked, expected) => {
    expect(spot(marked)).toEqual(expected);
  });

  test.each(['plain te|', 'and/or|', 'https://exam|', '{{ x }} te|', '{{ a + |'])('stays away at %s', (marked) => {
    expect(spot(marked)).toBeNull();
  });

  test('opens anywhere when asked for', () => {
    expect(spot('text |', true)).toEqual({ from: 5, to: 5, wrap: true });
  });

  test('a pick makes a whole hole, and closes one that is open', () => {
    const value = { expression: 'input.ticket' };
    expect(insertion(value, { from: 0, to: 1, wrap: true }, '')).toBe('{{ input.ticket }}');
    expect(insertion(value, { from: 3, to: 3, wrap: false }, '')).toBe('input.ticket }}');
    expect(insertion(value, { from: 3, to: 3, wrap: false }, ' }} rest')).toBe('input.ticket');
    expect(insertion(value, { from: 3, to: 3, wrap: false }, ' {{ other }}')).toBe('input.ticket }}');
  });
});

describe('the picker in a condition', () => {
  test('opens on names and at a slash in front, not in a division', () => {
    expect(conditionSpot('input.am', 8, false)).toEqual({ from: 0, to: 8, wrap: false });
    expect(conditionSpot('/', 1, false)).toEqual({ from: 0, to: 1, wrap: false });
    expect(conditionSpot('a /', 3, false)).toBeNull();
    expect(conditionSpot('', 0, true)).toEqual({ from: 0, to: 0, wrap: false });
  });
});
