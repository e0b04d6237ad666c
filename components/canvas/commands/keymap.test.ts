import { describe, expect, test } from 'vitest';
import { formatShortcut, isShortcut } from './keymap.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {},
  code = '',
) => ({
  key,
  code,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

describe('shortcuts', () => {
  test('Mod is Cmd on a Mac and Ctrl elsewhere, and never both', () => {
    expect(isShortcut(press('z', { metaKey: true }), 'Mod+Z', true)).toBe(true);
    expect(isShortcut(press('z', { ctrlKey: true }), 'Mod+Z', false)).toBe(true);
    expect(isShortcut(press('z', { ctrlKey: true }), 'Mod+Z', true)).toBe(false);
    expect(isShortcut(press('z', { ctrlKey: true, metaKey: true }), 'Mod+Z', false)).toBe(false);
  });

  test('a modifier too many is another shortcut', () => {
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z', false)).toBe(false);
    expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z', false)).toBe(true);
    expect(isShortcut(press('n', { ctrlKey: true }), 'n', false)).toBe(false);
  });

  test('digits go by their place, because Shift makes them another character', () => {
    expect(isShortcut(press('!', { shiftKey: true }, 'Digit1'), 'Shift+1', false)).toBe(true);
  });

  test('the question mark goes by its character on any keyboard', () => {
    expect(isShortcut(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(isShortcut(press('?'), '?', false)).toBe(true);
  });

  test('is written as the platform writes it', () => {
    expect(formatShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    expect(formatShortcut('Mod+Shift+Z', false)).toBe('Ctrl Shift Z');
    expect(formatShortcut('n', false)).toBe('N');
  });
});
