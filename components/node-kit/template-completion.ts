import type { ReachableValue } from './inspector-context.ts';

/** Where a completion would go: `from` is an offset in the text; `wrap` puts the expression into `{{ }}`. */
export interface CompletionSpot {
  from: number;
  to: number;
  wrap: boolean;
}

/**
 * Whether the picker opens at an offset of a template: inside an open `{{`, or at a `/` that begins a word.
 * `explicit` is Ctrl-Space, which opens it anywhere.
 */
export function templateSpot(text: string, at: number, explicit: boolean): CompletionSpot | null {
  const before = text.slice(0, at);
  const open = before.lastIndexOf('{{');
  const inHole = open >= 0 && !before.slice(open).includes('}}');
  if (inHole) {
    const word = /[\w.]*$/.exec(before)?.[0] ?? '';
    const justOpened = before.slice(open + 2).trim() === word;
    return word !== '' || justOpened || explicit ? { from: at - word.length, to: at, wrap: false } : null;
  }
  const slash = /(?:^|\s)(\/\w*)$/.exec(before)?.[1];
  if (slash !== undefined) return { from: at - slash.length, to: at, wrap: true };
  return explicit ? { from: at, to: at, wrap: true } : null;
}

/** The same for a bare condition, where a name is completed as it is typed and `/` begins one only at the start. */
export function conditionSpot(text: string, at: number, explicit: boolean): CompletionSpot | null {
  const before = text.slice(0, at);
  if (before === '/') return { from: 0, to: at, wrap: false };
  const word = /[a-zA-Z_][\w.]*$/.exec(before)?.[0];
  if (word !== undefined) return { from: at - word.length, to: at, wrap: false };
  return explicit ? { from: at, to: at, wrap: false } : null;
}

/** What stands in the text after a pick. A hole that was opened but not closed is closed. */
export function insertion(value: Pick<ReachableValue, 'expression'>, spot: CompletionSpot, after: string): string {
  if (spot.wrap) return `{{ ${value.expression} }}`;
  return value.expression + closing(after);
}

function closing(after: string): string {
  const close = after.indexOf('}}');
  const open = after.indexOf('{{');
  const closed = close >= 0 && (open < 0 || close < open);
  return closed ? '' : ' }}';
}

/** A condition has no holes to close. */
export function bareInsertion(value: Pick<ReachableValue, 'expression'>): string {
  return value.expression;
}
