import { describe, expect, it } from 'vitest';
import { childPath, preview, tableRows } from './shape.ts';

describe('how a value is shown', () => {
  it('writes the path that an expression needs, in brackets where a dot cannot stand', () => {
    expect(childPath(childPath('nodes.draft.output', 'reasons'), 2)).toBe('nodes.draft.output.reasons[2]');
    expect(childPath('input', 'due date')).toBe('input["due date"]');
  });

  it('offers a table for a list of objects only', () => {
    expect(tableRows([{ a: 1 }, { b: 2 }])).toHaveLength(2);
    expect(tableRows([{ a: 1 }, 2])).toBeNull();
    expect(tableRows([])).toBeNull();
    expect(tableRows({ a: 1 })).toBeNull();
  });

  it('says in one line what is inside', () => {
    expect(preview([1])).toBe('1 item');
    expect(preview({ a: 1, b: 2, c: 3, d: 4, e: 5 })).toBe('a, b, c, d, …');
  });
});
