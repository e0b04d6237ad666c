const LONGEST_WAIT_MS = 3_600_000;

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date, at most one hour; else undefined. */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.round(Math.min(Math.max(ms, 0), LONGEST_WAIT_MS)) : undefined;
}
