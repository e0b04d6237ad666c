import { describe, expect, it } from 'vitest';
import { textWidth, truncate, wrapText } from './fit-text.ts';

const words = (text: string) => [{ text, mono: false }];
const box = { width: 120, lines: 2, size: 12 };
const plain = (lines: ReturnType<typeof wrapText>) => lines.map((line) => line.map((part) => part.text).join(''));

describe('text in a picture', () => {
  it('is left alone where it fits and ends in an ellipsis where it does not', () => {
    expect(truncate('Short', 100, { size: 14 })).toBe('Short');
    const cut = truncate('Summarise the ticket for the second line', 100, { size: 14 });
    expect(cut).toMatch(/^Summarise.*…$/);
    expect(textWidth(cut, { size: 14 })).toBeLessThanOrEqual(100);
  });

  it('never cuts a letter in two', () => {
    const family = '👩‍👩‍👧‍👦';
    const cut = truncate(family.repeat(20), 60, { size: 14 });
    expect(cut.replace('…', '').replaceAll(family, '')).toBe('');
    expect(cut).toContain(family);
  });

  it('gives wide letters the room they need', () => {
    expect(textWidth('漢字', { size: 10 })).toBeGreaterThanOrEqual(20);
  });

  it('breaks between words, at most so many lines, the last one open', () => {
    const lines = wrapText(words('one two three four five six seven eight nine ten eleven twelve'), box);
    expect(lines).toHaveLength(2);
    expect(plain(lines)[0]).toMatch(/^one two three/);
    expect(plain(lines)[1]).toMatch(/…$/);
    for (const line of plain(lines)) expect(textWidth(line, box)).toBeLessThanOrEqual(box.width);
  });

  it('breaks a word that is longer than a line', () => {
    const lines = plain(wrapText(words('x'.repeat(200)), box));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(textWidth(line, box)).toBeLessThanOrEqual(box.width);
  });

  it('keeps a mark with the word before it, whatever its style', () => {
    const parts = [...words('Send this to '), { text: 'counterparty', mono: true }, ...words('? Now')];
    for (const width of [110, 120, 130, 140, 150, 160, 170, 180])
      for (const line of plain(wrapText(parts, { ...box, width, lines: 5 }))) expect(line).not.toMatch(/^\?/);
  });

  it('keeps line feeds, and the spaces around what is set apart', () => {
    expect(plain(wrapText(words('a\nb\n\nc'), { ...box, lines: 9 }))).toEqual(['a', 'b', '', 'c']);
    const line = wrapText([...words('for '), { text: 'ticket', mono: true }, ...words(', in 5')], {
      ...box,
      width: 400,
    });
    expect(line).toEqual([
      [
        { text: 'for ', mono: false },
        { text: 'ticket', mono: true },
        { text: ', in 5', mono: false },
      ],
    ]);
  });
});
