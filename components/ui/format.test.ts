import { describe, expect, it } from 'vitest';
import { formatBytes, formatCost, formatRelative, formatTokens } from './format.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const at = (offsetMs: number) => new Date(NOW + offsetMs).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how moments and amounts are written', () => {
  it('says how long ago or until when', () => {
    expect(formatRelative(at(-10_000), NOW)).toBe('just now');
    expect(formatRelative(at(-4 * MINUTE), NOW)).toBe('4 min ago');
    expect(formatRelative(at(41 * HOUR), NOW)).toBe('in 41 h');
    expect(formatRelative(at(-5 * 24 * HOUR), NOW)).toBe('5 days ago');
    expect(formatRelative('2026-01-02T12:00:00.000Z', NOW)).toBe('2 Jan 2026');
  });

  it('never writes an unknown price as nothing', () => {
    expect(formatCost(null)).toBe('–');
    expect(formatCost(0)).toBe('$0');
    expect(formatCost(0.012)).toBe('$0.012');
    expect(formatCost(0.00042)).toBe('$0.00042');
    expect(formatCost(3.5)).toBe('$3.50');
  });

  it('shortens large numbers', () => {
    expect(formatTokens(940)).toBe('940');
    expect(formatTokens(4_100)).toBe('4.1k');
    expect(formatBytes(262_144)).toBe('256 KB');
  });
});
