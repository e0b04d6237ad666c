import { ExpressionError } from './expression-error.ts';
import { TEMPLATE_MAX_CHARS } from './limits.ts';

/** A piece of a template. `start` is the offset of `text` (without the braces of a hole) in the template. */
export interface TemplatePart {
  kind: 'text' | 'hole';
  text: string;
  start: number;
}

/**
 * Splits literal text from `{{ CEL }}` holes. Braces and strings inside a hole are balanced, so `{{ {'a': '}}'} }}` is one.
 * @throws ExpressionError when a hole is not closed
 */
export function parseTemplate(source: string): TemplatePart[] {
  if (source.length > TEMPLATE_MAX_CHARS) throw new ExpressionError('A template has at most 1 MB of text');
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
    if (open > at) parts.push({ kind: 'text', text: source.slice(at, open), start: at });
    const close = endOfHole(source, open + 2);
    parts.push({ kind: 'hole', text: source.slice(open + 2, close), start: open + 2 });
    at = close + 2;
  }
  if (at < source.length) parts.push({ kind: 'text', text: source.slice(at), start: at });
  return parts;
}

/** The hole when the template is nothing but one (spaces around it aside): such a field keeps the value's type. */
export function singleHole(parts: readonly TemplatePart[]): TemplatePart | null {
  const [hole, ...others] = parts.filter((part) => part.kind === 'hole' || part.text.trim() !== '');
  return hole?.kind === 'hole' && others.length === 0 ? hole : null;
}

function endOfHole(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const char = source[at];
    if (char === '"' || char === "'") {
      at = endOfString(source, at) - 1;
    } else if (char === '{') {
      depth++;
    } else if (char === '}') {
      if (depth > 0) depth--;
      else if (source[at + 1] === '}') return at;
    }
  }
  throw new ExpressionError('This {{ has no matching }}', { range: { start: start - 2, end: start } });
}

/** The offset after a CEL string that opens at `open`; the end of the source when it never closes. */
function endOfString(source: string, open: number): number {
  const quote = source[open] ?? '';
  const triple = source.startsWith(quote.repeat(3), open);
  const closing = triple ? quote.repeat(3) : quote;
  for (let at = open + closing.length; at < source.length; at++) {
    // Also in raw strings: the parser we balance for does the same.
    if (source[at] === '\\') at++;
    else if (source.startsWith(closing, at)) return at + closing.length;
  }
  return source.length;
}
