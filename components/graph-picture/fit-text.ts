/**
 * Text in a picture that leaves the page is drawn by whatever font the viewer has, so widths are estimated, a little
 * generously: a line that ends early is better than one that leaves its card.
 */
export interface TextStyle {
  /** px */
  size: number;
  mono?: boolean;
}

const MONO_WIDTH = 0.61;
const SLACK = 1.08;
/** Widths of a grotesque, as shares of the font size. */
const WIDTHS: readonly [RegExp, number][] = [
  [/^[iljI.,:;'|!]$/, 0.27],
  [/^[frt()[\]{}\-/\\"` ]$/, 0.35],
  [/^[mwMW@%]$/, 0.88],
  [/^[A-Z&#<>=+~]$/, 0.72],
  [/^[a-z0-9_$?*^]$/, 0.56],
  // Han, kana, Hangul, full-width forms, emoji.
  [/^[\u2E80-\uD7FF\uF900-\uFAFF\uFF00-\uFF60]|[\u{1F000}-\u{3FFFF}]/u, 1.05],
];
const OTHER_WIDTH = 0.62;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Looking for letters of several code points is slow, and most text has none. */
const split = (text: string): string[] =>
  /^[\x20-\x7e]*$/.test(text) ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment);
const known = new Map<string, number>();

function letterWidth(letter: string): number {
  const cached = known.get(letter);
  if (cached !== undefined) return cached;
  const width = WIDTHS.find(([pattern]) => pattern.test(letter))?.[1] ?? OTHER_WIDTH;
  if (known.size < 5_000) known.set(letter, width);
  return width;
}

/** px, estimated. */
export function textWidth(text: string, style: TextStyle): number {
  return split(text).reduce((sum, letter) => sum + roomOf(letter, style), 0);
}

function roomOf(letter: string, { size, mono = false }: TextStyle): number {
  const width = letterWidth(letter);
  return (mono ? Math.max(MONO_WIDTH, width) : width) * size * SLACK;
}

/** The text, or as much of it as `width` px hold, with an ellipsis. Never cuts a letter in two. */
export function truncate(text: string, width: number, style: TextStyle): string {
  // No line holds more than this; an endless title is not measured to its end.
  const letters = split(text.slice(0, 1_000));
  if (text.length <= 1_000 && textWidth(text, style) <= width) return text;
  let used = textWidth('…', style);
  let end = 0;
  for (const letter of letters) {
    used += roomOf(letter, style);
    if (used > width) break;
    end += 1;
  }
  return `${letters.slice(0, end).join('').trimEnd()}…`;
}

export interface TextPart {
  text: string;
  mono: boolean;
}

interface Word extends TextPart {
  /** A space stood before it. */
  spaced: boolean;
  breaks: boolean;
}

interface Box {
  /** px */
  width: number;
  lines: number;
  size: number;
}

/**
 * Breaks text into at most `lines` lines of `width` px, between words where it can; the last one ends in an ellipsis when
 * there is more. Line feeds stay line feeds.
 */
export function wrapText(parts: readonly TextPart[], box: Box): TextPart[][] {
  const words = parts.flatMap((part) => wordsOf(part, box));
  const lines: Word[][] = [[]];
  let used = 0;
  for (const [index, word] of words.entries()) {
    const line = lines.at(-1) ?? [];
    const width = widthOf(word, box);
    const gap = word.spaced && line.length > 0 ? textWidth(' ', { size: box.size }) : 0;
    const needed = word.spaced ? width + tailWidth(words, index, box) : width;
    const fits = used + gap + (needed > box.width ? width : needed) <= box.width;
    if (word.breaks || (line.length > 0 && !fits)) {
      lines.push([{ ...word, spaced: false }]);
      used = width;
    } else {
      line.push(line.length === 0 ? { ...word, spaced: false } : word);
      used += gap + width;
    }
    if (lines.length > box.lines) break;
  }
  const shown = lines.slice(0, box.lines).map(joined);
  if (lines.length > box.lines) endWithEllipsis(shown, box);
  return shown;
}

function widthOf(word: Word, { size }: Box): number {
  return textWidth(word.text, { size, mono: word.mono });
}

/** Of what follows without a space, such as the comma after a word of another style: they stay together. */
function tailWidth(words: readonly Word[], index: number, box: Box): number {
  let width = 0;
  for (const word of words.slice(index + 1, index + 4)) {
    if (word.spaced || word.breaks) break;
    width += widthOf(word, box);
  }
  return width;
}

/** A word that is longer than a line is cut into pieces that are not. */
function wordsOf(part: TextPart, box: Box): Word[] {
  const style = { size: box.size, mono: part.mono };
  const words: Word[] = [];
  for (const [, before = '', text = ''] of part.text.slice(0, 12_000).matchAll(/(\s*)(\S+|$)/g)) {
    if (before === '' && text === '') continue;
    const feeds = before.split('\n').length - 1;
    for (let feed = 1; feed < feeds; feed += 1) words.push({ text: '', mono: false, spaced: false, breaks: true });
    const pieces = textWidth(text, style) > box.width ? cut(text, box.width, style) : [text];
    pieces.forEach((piece, index) =>
      words.push({
        text: piece,
        mono: part.mono,
        spaced: index === 0 && before !== '',
        breaks: index === 0 && feeds > 0,
      }),
    );
  }
  return words;
}

function cut(text: string, width: number, style: TextStyle): string[] {
  const pieces = [''];
  let used = 0;
  for (const letter of split(text)) {
    const wide = roomOf(letter, style);
    if (used + wide > width && used > 0) {
      pieces.push('');
      used = 0;
    }
    pieces[pieces.length - 1] += letter;
    used += wide;
  }
  return pieces;
}

/** Neighbours of one style become one part. */
function joined(words: readonly Word[]): TextPart[] {
  const parts: TextPart[] = [];
  for (const { text, mono, spaced } of words) {
    const last = parts.at(-1);
    const gap = spaced ? ' ' : '';
    if (last && last.mono === mono) last.text += gap + text;
    else {
      if (last) last.text += gap;
      parts.push({ text, mono });
    }
  }
  return parts;
}

function endWithEllipsis(lines: TextPart[][], { width, size }: Box): void {
  const last = lines.at(-1)?.at(-1);
  if (!last) return;
  const before = (lines.at(-1) ?? []).slice(0, -1);
  const used = before.reduce((sum, part) => sum + textWidth(part.text, { size, mono: part.mono }), 0);
  const style = { size, mono: last.mono };
  // Room for the ellipsis is made by cutting even what would have fitted without it.
  last.text = truncate(`${last.text} …`, Math.max(0, width - used), style).replace(/ ?…+$/, '…');
}
