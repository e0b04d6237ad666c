import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A length of time as people write it: `500ms`, `90s`, `15m`, `48h`, `7d`. */
export const durationSchema = z.string().regex(PATTERN, 'A duration looks like 500ms, 90s, 15m, 48h or 7d');

/** Milliseconds of a duration such as `48h`, or null when the text is not a duration. */
export function durationMs(text: string): number | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, amount, unit] = match;
  return Math.round(Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/** `1.2 s`, `3 m 20 s`, `5 h 10 m`, `2 d 4 h`: two units at most, for people. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const steps = [
    { unit: 'd', ms: UNIT_MS.d, next: { unit: 'h', ms: UNIT_MS.h } },
    { unit: 'h', ms: UNIT_MS.h, next: { unit: 'm', ms: UNIT_MS.m } },
    { unit: 'm', ms: UNIT_MS.m, next: { unit: 's', ms: UNIT_MS.s } },
  ];
  for (const step of steps) {
    if (ms < step.ms) continue;
    const whole = Math.floor(ms / step.ms);
    const rest = Math.floor((ms % step.ms) / step.next.ms);
    return rest > 0 ? `${whole} ${step.unit} ${rest} ${step.next.unit}` : `${whole} ${step.unit}`;
  }
  return `${Math.round(ms / 1_000)} s`;
}
