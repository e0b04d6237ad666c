// What XML cannot hold, not even escaped: control characters, and two code points that are none.
const IMPOSSIBLE = /[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text as an SVG file can hold it; one forbidden character would make the whole file unreadable. */
export function svgText(text: string): string {
  return text.toWellFormed().replace(IMPOSSIBLE, '');
}
