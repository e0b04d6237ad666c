import { jsonErrorOffset } from './json-error.ts';

/** A half-open stretch of a text. */
export interface TextRange {
  start: number;
  end: number;
}

/** Line and column of an offset, both from 1, as editors count them. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What is wrong with a text that should be JSON, with its place; null when it is JSON. */
export function jsonMistake(text: string): { message: string; range: TextRange } | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const start = jsonErrorOffset(text);
    const rest = text.slice(start);
    const found = /^(?:"[^"\n]*"?|[\w.+-]+|.)/.exec(rest)?.[0] ?? '';
    return { message: mistakeAt(text.slice(0, start), found), range: { start, end: start + found.length } };
  }
}

function mistakeAt(before: string, found: string): string {
  if (found === '') return 'The text ends too early: something is not closed';
  if (found === '}' || found === ']') {
    return /,\s*$/.test(before) ? `A comma stands before ${found}` : `This ${found} closes nothing`;
  }
  if (found === "'") return 'Texts stand in double quotes';
  if (/[\]}"\w]\s*$/.test(before) && /^["{[\w]/.test(found)) return `A comma or a colon is missing before ${found}`;
  return `${found} does not belong here`;
}

const STEP = /\s*(?:("(?:[^"\\]|\\.)*")|([[\]{},:])|([^\s[\]{},:"]+))/y;

/**
 * Where the value at a path stands in a JSON text, or the nearest one around it that is there. The text is JSON; of a
 * key that is there twice the last one counts, as for whoever parses it.
 */
export function placeInJson(text: string, path: readonly (string | number)[]): TextRange {
  let at = 0;
  const next = (): { token: string; start: number; end: number } => {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    const token = match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
    at = match ? STEP.lastIndex : text.length;
    return { token, start: at - token.length, end: at };
  };
  const peek = (): string => {
    const before = at;
    const { token } = next();
    at = before;
    return token;
  };
  /** Walks over one value; `rest` is what is left of the path in it, null when the path leads elsewhere. */
  const value = (rest: readonly (string | number)[] | null): TextRange | null => {
    const first = next();
    if (first.token !== '{' && first.token !== '[') return rest === null ? null : first;
    let found: TextRange | null = null;
    for (let index = 0; peek() !== '}' && peek() !== ']' && at < text.length; index++) {
      if (peek() === ',') next();
      const key = first.token === '{' ? (JSON.parse(next().token) as string) : index;
      if (first.token === '{') next();
      const inside = rest !== null && rest.length > 0 && rest[0] === key ? rest.slice(1) : null;
      found = value(inside) ?? found;
    }
    const last = next();
    return rest === null ? null : (found ?? { start: first.start, end: last.end });
  };
  return value(path) ?? { start: 0, end: text.length };
}
