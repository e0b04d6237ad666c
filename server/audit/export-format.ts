import type { AuditEntry } from './audit.schema.ts';

/** One entry a line, as it is stored: with its hash, so that the file can be compared with the log later. */
export function toJsonLine({ target: { href: _href, ...target }, ...entry }: AuditEntry): string {
  return `${JSON.stringify({ ...entry, target })}\n`;
}

const COLUMNS = [
  'seq',
  'at',
  'actor',
  'actor id',
  'via',
  'action',
  'target type',
  'target',
  'target id',
  'details',
  'hash',
] as const;

export const CSV_HEAD = csvLine(COLUMNS);

export function toCsvLine({ seq, at, actor, via, action, target, details, hash }: AuditEntry): string {
  const cells = [seq, at, actor.name, actor.id ?? '', via, action, target.type, target.name, target.id];
  return csvLine([...cells.map(String), JSON.stringify(details), hash]);
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula is marked as text: names and titles come from anybody. */
function csvCell(text: string): string {
  const safe = /^[\s\uFEFF]*[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
