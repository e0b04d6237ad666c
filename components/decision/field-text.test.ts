import { describe, expect, it } from 'vitest';
import { fieldLabel, fieldText, parseFieldText } from './field-text.ts';

describe('a field that an approver may edit', () => {
  it('stays text when it was text, even if it looks like a number', () => {
    expect(parseFieldText('42', 'twelve')).toEqual({ value: '42' });
  });

  it('keeps a number a number', () => {
    expect(fieldText(12.5)).toBe('12.5');
    expect(parseFieldText('13', 12.5)).toEqual({ value: 13 });
  });

  it('refuses text that is not JSON where JSON was', () => {
    expect(parseFieldText('{"a":', { a: 1 })).toBeNull();
  });

  it('is called by readable words', () => {
    expect(fieldLabel('cover_note')).toBe('Cover note');
    expect(fieldLabel('replyText')).toBe('Reply text');
  });
});
