import type { Command } from './command.ts';

interface KeyPress {
  key: string;
  code: string;
  metaKey: boolean;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Whether a key press is a shortcut such as `Mod+Shift+Z`, `Alt+ArrowUp`, `Shift+1` or `n`. */
export function isShortcut(press: KeyPress, shortcut: string, mac: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  if (wants('Mod') !== mod || otherMod || wants('Alt') !== press.altKey) return false;
  // `?` needs Shift on many keyboards and none on others: the character says enough.
  if (key === '?') return press.key === '?';
  if (wants('Shift') !== press.shiftKey) return false;
  // With Shift or Alt the key is another character (`!` for `1`), so digits and letters go by their place as well.
  return press.key.toLowerCase() === key.toLowerCase() || press.code === codeOf(key);
}

function codeOf(key: string): string {
  if (/^\d$/.test(key)) return `Digit${key}`;
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '';
}

export function commandFor(commands: readonly Command[], press: KeyPress, mac: boolean): Command | null {
  const matching = commands.filter((command) => !command.viaClipboardEvent);
  return matching.find((command) => command.keys.some((shortcut) => isShortcut(press, shortcut, mac))) ?? null;
}

const SYMBOLS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
};

/** A shortcut as people read it: `⌘⇧Z`, `Ctrl Shift Z`. */
export function formatShortcut(shortcut: string, mac: boolean): string {
  const macSymbols: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
  const words: Record<string, string> = { Mod: 'Ctrl' };
  const parts = shortcut.split('+').map((part) => {
    const modifier = mac ? macSymbols[part] : words[part];
    return modifier ?? SYMBOLS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return parts.join(mac ? '' : ' ');
}

/** Fields keep their keys: nothing is a shortcut while somebody writes. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
