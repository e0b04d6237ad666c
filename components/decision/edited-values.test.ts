import { describe, expect, it } from 'vitest';
import { editedValues } from './edited-values.ts';

const approval = { editable: { note: 'Dear all', amount: 12 }, values: null };

describe('the values that a decision sends', () => {
  it('are none when a field was opened and left as it was', () => {
    expect(editedValues(approval, { note: 'Dear all' })).toBeUndefined();
  });

  it('are all fields when one was changed', () => {
    expect(editedValues(approval, { note: 'Dear Jo' })).toEqual({ note: 'Dear Jo', amount: 12 });
  });

  it('start from the edits of whoever voted before', () => {
    const edited = { ...approval, values: { note: 'Hello', amount: 12 } };
    expect(editedValues(edited, { amount: '13' })).toEqual({ note: 'Hello', amount: 13 });
  });

  it('cannot be sent while a number is not one', () => {
    expect(editedValues(approval, { amount: 'twelve' })).toBeNull();
  });
});
