/** How numbers and moments are written everywhere. Unknown is "–", never 0. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

function span(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / MINUTE_MS))} min`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return `${Math.round(ms / DAY_MS)} days`;
}

/** `just now`, `4 min ago`, `in 41 h`; a date when it is more than a month away. Times are ISO strings. */
export function formatRelative(iso: string, nowMs: number): string {
  const distanceMs = Date.parse(iso) - nowMs;
  const awayMs = Math.abs(distanceMs);
  if (awayMs > 30 * DAY_MS) return day.format(Date.parse(iso));
  if (awayMs < MINUTE_MS / 2) return distanceMs > 0 ? 'in a moment' : 'just now';
  return distanceMs > 0 ? `in ${span(awayMs)}` : `${span(awayMs)} ago`;
}

/** `20 Nov 2026, 11:25:42` in the reader's time zone. */
export function formatExact(iso: string): string {
  return exact.format(Date.parse(iso));
}

/** `940`, `4.1k`, `1.2M`. */
export function formatTokens(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${(count / 1_000).toFixed(count < 10_000 ? 1 : 0)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** USD. Small amounts keep three digits that say something. */
export function formatCost(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return '–';
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${usd.toFixed(usd < 1 ? 3 : 2)}`;
}

/** `512 B`, `38 KB`, `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
