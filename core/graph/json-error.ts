const TOKEN =
  /\s*("(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:])/y;

type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** Where a text stops being JSON. Engines differ in what they tell about it, and some tell nothing. */
export function jsonErrorOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1];
    const start =
      token === undefined ? text.length - text.slice(at).trimStart().length : TOKEN.lastIndex - token.length;
    if (token === undefined || !fits(token, expect, open)) return start;
    if (token === '{' || token === '[') open.push(token);
    if (token === '}' || token === ']') open.pop();
    expect = after(token, expect, open);
    at = start + token.length;
  }
}

function fits(token: string, expect: Expect, open: ('{' | '[')[]): boolean {
  if (token === '}') return open.at(-1) === '{' && (expect === 'key or }' || expect === ', or end');
  if (token === ']') return open.at(-1) === '[' && (expect === 'value or ]' || expect === ', or end');
  if (token === ':') return expect === ':';
  if (token === ',') return expect === ', or end' && open.length > 0;
  return expect.startsWith('value') || (expect.startsWith('key') && token.startsWith('"'));
}

function after(token: string, expect: Expect, open: ('{' | '[')[]): Expect {
  if (token === '{') return 'key or }';
  if (token === '[') return 'value or ]';
  if (token === ':') return 'value';
  if (token === ',') return open.at(-1) === '{' ? 'key' : 'value';
  return expect.startsWith('key') ? ':' : ', or end';
}
