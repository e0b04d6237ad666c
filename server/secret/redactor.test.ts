import { describe, expect, test } from 'vitest';
import { storable } from '#server/db/storable.ts';
import { redactor } from './redactor.ts';

// With what the forms change: quotes, slashes, spaces, an umlaut and a line break.
const SECRET = 'ca"na/ry+ö 7?\n~end=';
redactor.add('pay_api', SECRET);

/** Whether any six characters that only the secret has are left, in any of the ways to write it. */
function leaks(text: string): boolean {
  return /na.{0,3}ry|ende?=/.test(text);
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('S-30: what is taken out', () => {
  test.each([
    ['as it is', `before ${SECRET} after`],
    ['twice', `${SECRET}${SECRET}`],
    ['in JSON', JSON.stringify({ a: SECRET })],
    ['in JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: SECRET }) })],
    ['in JSON with escaped slashes', JSON.stringify({ a: SECRET }).replaceAll('/', '\\/')],
    ['in JSON of plain ASCII', JSON.stringify({ a: SECRET }).replaceAll('ö', '\\u00f6')],
    ['in an address', `https://x.test/?key=${encodeURIComponent(SECRET)}&b=1`],
    [
      'in an address with small hex',
      `?key=${encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())}`,
    ],
    ['in a form', new URLSearchParams({ key: SECRET }).toString()],
  ])('%s', (_how, text) => {
    const clean = redactor.text(text);
    expect(clean).toContain('[secret pay_api]');
    expect(leaks(clean)).toBe(false);
  });

  test.each([
    ['alone', ''],
    ['after one byte', ':'],
    ['after two bytes', 'u:'],
    ['after a user', 'user:'],
  ])('in base64, %s', (_how, before) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      for (const after of ['', '!', '!!']) {
        const clean = redactor.text(`Basic ${bytes(before + SECRET + after).toString(encoding)}`);
        expect(clean).toContain('[secret pay_api]');
        expect(clean.length).toBeLessThan(40);
      }
    }
  });

  test('in bytes of UTF-8, and other bytes stay as they are', () => {
    expect(Buffer.from(redactor.bytes(bytes(`ü ${SECRET} ü`))).toString()).toBe('ü [secret pay_api] ü');
    const image = new Uint8Array([0xff, 0x00, 0xfe, 0x80]);
    expect(redactor.bytes(image)).toBe(image);
  });

  test('in keys and values of whatever is stored, and in toJSON', () => {
    const clean = storable({ [SECRET]: [SECRET, { deep: `x${SECRET}` }], at: { toJSON: () => SECRET } });
    expect(clean).toEqual({
      '[secret pay_api]': ['[secret pay_api]', { deep: 'x[secret pay_api]' }],
      at: '[secret pay_api]',
    });
  });

  test('whichever of two comes first, when one begins like the other', () => {
    redactor.add('short', 'prefix-of');
    redactor.add('long', 'prefix-of-more');
    expect(redactor.text('prefix-of-more, prefix-of')).toBe('[secret long], [secret short]');
  });

  test('nothing else: other text is the same text', () => {
    const text = 'An ordinary sentence that has no secret in it at all, but enough letters.';
    expect(redactor.text(text)).toBe(text);
  });
});

describe('the end of a stream', () => {
  test('of every way to cut a secret in two, none shows a piece', () => {
    for (let cut = 1; cut < SECRET.length; cut += 1) {
      let pending = '';
      let shown = '';
      for (const piece of [`Here: ${SECRET.slice(0, cut)}`, `${SECRET.slice(cut)} and more.`]) {
        const clean = redactor.text(pending + piece);
        const kept = redactor.openEnd(clean);
        shown += clean.slice(0, clean.length - kept);
        pending = clean.slice(clean.length - kept);
      }
      expect(shown + pending).toBe('Here: [secret pay_api] and more.');
      expect(leaks(shown)).toBe(false);
    }
  });
});

test('looking through what a fast run writes costs next to nothing', () => {
  const text = 'Some text of a node, as long as they usually are: a sentence, an id, a date. '.repeat(4);
  const startMs = performance.now();
  for (let round = 0; round < 20_000; round += 1) redactor.text(text);
  const microseconds = ((performance.now() - startMs) / 20_000) * 1_000;
  expect(microseconds).toBeLessThan(50);
});
