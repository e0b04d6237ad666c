import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, wordChanges } from './word-changes.ts';

const textOf = (changes: Change[], without: Change['kind']) =>
  changes
    .filter((change) => change.kind !== without)
    .map((change) => change.text)
    .join('');

describe('what an approver changed', () => {
  it('is one removal and one addition where words changed side by side', () => {
    const changes = wordChanges('We regret that we cannot accept clause 14.2.', 'We propose a change to clause 14.2.');
    expect(changes.map((change) => change.kind)).toEqual(['same', 'removed', 'added', 'same']);
    expect(changes[1]?.text.trim()).toBe('regret that we cannot accept');
    expect(changes[2]?.text.trim()).toBe('propose a change to');
  });

  it('is nothing when the text is the same', () => {
    expect(wordChanges('as it was', 'as it was')).toEqual([{ kind: 'same', text: 'as it was' }]);
  });

  it('loses no character of either text', () => {
    const words = fc.array(fc.constantFrom('a', 'b', ' ', '  ', '\n', 'clause', '14.2', '.'), { maxLength: 30 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const changes = wordChanges(before.join(''), after.join(''));
        expect(textOf(changes, 'added')).toBe(before.join(''));
        expect(textOf(changes, 'removed')).toBe(after.join(''));
      }),
    );
  });
});
