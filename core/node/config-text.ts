/** What node definitions say about texts in a config. Pure text work; expressions are parsed in core/expr. */

const HOLE_OPENS = '{{';
const HOLE_CLOSES = '}}';

/** Whether a text holds an expression, so that its value is only known at run time. */
export function hasHole(text: string): boolean {
  return text.includes(HOLE_OPENS);
}

/**
 * A text on one line for a card, cut after about `maxChars` characters with an ellipsis. A cut never falls inside a
 * `{{ }}` hole, because the card draws holes as chips.
 */
export function oneLine(text: string, maxChars = 160): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= maxChars) return line;
  let end = maxChars;
  const opens = line.lastIndexOf(HOLE_OPENS, end);
  const closes = opens < 0 ? -1 : line.indexOf(HOLE_CLOSES, opens);
  if (opens >= 0 && closes + HOLE_CLOSES.length > end) end = opens;
  return `${line.slice(0, end).trimEnd()}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
